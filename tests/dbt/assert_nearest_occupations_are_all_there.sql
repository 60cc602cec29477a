-- Every occupation that a distance compares has its 20 nearest, or as many as there are others; a
-- rated one is compared by its skills, and one with titles by its texts.
with

nearest as (

    select
        distance,
        occupation_code,
        count(*) as shown,
        max(similarity_rank) as last_rank
    from {{ ref('similar_occupations') }}
    group by distance, occupation_code

),

compared_by as (

    select
        distance,
        count(*) as occupations
    from nearest
    group by distance

),

rated as (

    select count(*) as occupations
    from (
        select occupation_code
        from {{ ref('occupation_levels') }}
        where domain = 'skill'
        group by occupation_code
        having
            count(importance)
            = (
                select count(distinct element_id)
                from {{ ref('occupation_levels') }}
                where domain = 'skill'
            )
    ) as completely_rated

)

select
    'occupation' as what,
    nearest.distance,
    nearest.occupation_code,
    nearest.shown as found,
    least({{ nearest_shown() }}, compared_by.occupations - 1) as expected
from nearest
inner join compared_by on nearest.distance = compared_by.distance
where
    nearest.shown <> least({{ nearest_shown() }}, compared_by.occupations - 1)
    or nearest.shown <> nearest.last_rank
union all
select
    'rated occupations' as what,
    'skills' as distance,
    null as occupation_code,
    coalesce(compared_by.occupations, 0) as found,
    rated.occupations as expected
from rated
left join compared_by on compared_by.distance = 'skills'
where
    rated.occupations > 1
    and coalesce(compared_by.occupations, 0) <> rated.occupations
