with

ratings as (

    select * from {{ ref('int_onet__level_importance') }}

),

level_bands as (

    select * from {{ ref('int_onet__level_bands') }}

),

level_scale as (

    select * from {{ ref('scales') }}
    where scale_id = 'LV'

),

importance_scale as (

    select * from {{ ref('scales') }}
    where scale_id = 'IM'

)

select
    ratings.occupation_code,
    ratings.element_id,
    ratings.domain,
    ratings.element_name,
    ratings.level,
    ratings.level_se,
    ratings.importance,
    ratings.importance_se,
    cast(
        100 * (ratings.level - level_scale.minimum)
        / (level_scale.maximum - level_scale.minimum) as decimal(7, 4)
    ) as level_standardised,
    cast(
        100 * (ratings.importance - importance_scale.minimum)
        / (importance_scale.maximum - importance_scale.minimum) as decimal(7, 4)
    ) as importance_standardised,
    ratings.is_not_relevant,
    ratings.is_low_precision,
    level_bands.level_meaning,
    ratings.origin,
    ratings.release_name

from ratings
cross join level_scale
cross join importance_scale
left join level_bands
    on
        ratings.element_id = level_bands.element_id
        and (level_bands.level_from is null or ratings.level >= level_bands.level_from)
        and (level_bands.level_below is null or ratings.level < level_bands.level_below)
