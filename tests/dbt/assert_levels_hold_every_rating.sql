-- Per domain: the number and sum of ratings on both scales, against those of the levels.
with

ratings as (

    select
        domain,
        count(*) as n,
        sum(value) as total
    from {{ ref('occupation_element_ratings') }}
    where
        domain <> ''
        and scale_id in ('IM', 'LV')
    group by domain

),

levels as (

    select
        domain,
        count(level) + count(importance) as n,
        sum(level) + sum(importance) as total
    from {{ ref('occupation_levels') }}
    group by domain

)

select
    ratings.domain,
    ratings.n as ratings,
    levels.n as levels,
    ratings.total as ratings_total,
    levels.total as levels_total
from ratings
left join levels on ratings.domain = levels.domain
where
    levels.n is null
    or ratings.n <> levels.n
    or ratings.total <> levels.total
