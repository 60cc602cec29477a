-- Occupations whose status says something else than their ratings, or whose reason does not fit it.
with

rated as (

    select distinct
        occupation_code,
        domain
    from {{ ref('occupation_levels') }}

)

select
    occupations.occupation_code,
    occupations.ratings_status,
    occupations.not_rated_reason,
    occupations.skill_status,
    occupations.is_data_level,
    rated.domain
from {{ ref('occupations') }} as occupations
left join rated
    on
        occupations.occupation_code = rated.occupation_code
        and rated.domain = 'skill'
where
    (occupations.ratings_status = 'rated') <> (rated.domain is not null)
    or (occupations.ratings_status = 'rated') <> (occupations.skill_status = 'rated')
    or (occupations.ratings_status = 'rated') <> (occupations.not_rated_reason is null)
    or (
        occupations.not_rated_reason = 'not_yet_rated'
        and not occupations.is_data_level
        and occupations.origin = 'file'
    )
