-- An occupation has no gap to itself, and the view gives one row per element of its levels.
with

to_itself as (

    select
        from_code,
        count(*) as elements,
        sum(level_gap + level_surplus + importance_gap) as gap
    from {{ ref('skill_gaps') }}
    where from_code = to_code
    group by from_code

),

levels as (

    select
        occupation_code,
        count(*) as elements
    from {{ ref('occupation_levels') }}
    group by occupation_code

)

select
    levels.occupation_code,
    levels.elements as elements_rated,
    to_itself.elements as elements_compared,
    to_itself.gap
from levels
left join to_itself on levels.occupation_code = to_itself.from_code
where
    to_itself.from_code is null
    or levels.elements <> to_itself.elements
    or to_itself.gap <> 0
