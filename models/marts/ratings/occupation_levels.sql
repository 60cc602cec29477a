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
    {{ standardised('ratings.level', 'level_scale') }} as level_standardised,
    {{ standardised('ratings.importance', 'importance_scale') }} as importance_standardised,
    ratings.is_not_relevant,
    ratings.is_low_precision,
    level_bands.level_meaning,
    ratings.origin,
    ratings.release_name

from ratings
cross join level_scale
cross join importance_scale
left join level_bands
    on {{ is_in_band('ratings', 'level_bands') }}
