-- Marts that turn ratings round, one row per occupation and element: per scale they hold, the
-- number and sum of its ratings, against those of the mart.
with

ratings as (

    select
        case
            when element_id like '1.C.%' or element_id like '1.D.%' then 'work_styles'
            when element_id like '1.B.2.%' then 'work_values'
            when element_id like '1.B.%' then 'interests'
        end as mart,
        scale_id,
        count(*) as n,
        sum(value) as total
    from {{ ref('occupation_element_ratings') }}
    where scale_id in ('IM', 'WI', 'DR', 'OI', 'EX')
    group by mart, scale_id
    having mart is not null
    union all
    select
        'education_levels' as mart,
        scale_id,
        count(*) as n,
        sum(value) as total
    from {{ ref('occupation_category_ratings') }}
    where scale_id in ('RL', 'RW', 'PT', 'OJ')
    group by scale_id

),

held as (

    select
        'work_styles' as mart,
        'IM' as scale_id,
        count(importance) as n,
        sum(importance) as total
    from {{ ref('work_styles') }}
    union all
    select
        'work_styles' as mart,
        'WI' as scale_id,
        count(impact) as n,
        sum(impact) as total
    from {{ ref('work_styles') }}
    union all
    select
        'work_styles' as mart,
        'DR' as scale_id,
        count(distinctiveness_rank) as n,
        sum(distinctiveness_rank) as total
    from {{ ref('work_styles') }}
    union all
    select
        'work_values' as mart,
        'EX' as scale_id,
        count(extent) as n,
        sum(extent) as total
    from {{ ref('work_values') }}
    union all
    select
        'interests' as mart,
        'OI' as scale_id,
        count(interest_score) as n,
        sum(interest_score) as total
    from {{ ref('interests') }}
    union all
    select
        'education_levels' as mart,
        scale_id,
        count(percentage) as n,
        sum(percentage) as total
    from {{ ref('education_levels') }}
    group by scale_id

)

select
    ratings.mart,
    ratings.scale_id,
    ratings.n as ratings,
    held.n as held,
    ratings.total as ratings_total,
    held.total as held_total
from ratings
left join held
    on
        ratings.mart = held.mart
        and ratings.scale_id = held.scale_id
where
    held.n is null
    or ratings.n <> held.n
    or ratings.total <> held.total
