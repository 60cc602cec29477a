-- Occupations and domains with another status, origin, release or month than their ratings have.
with

rated as (

    select
        occupation_code,
        domain,
        max(origin) as origin,
        max(release_name) as release_name,
        max(rated_on) as rated_on
    from {{ ref('occupation_element_ratings') }}
    group by occupation_code, domain

)

select
    occupation_domains.*,
    rated.origin as origin_of_ratings,
    rated.release_name as release_of_ratings,
    rated.rated_on as month_of_ratings
from {{ ref('occupation_domains') }} as occupation_domains
left join rated
    on
        occupation_domains.occupation_code = rated.occupation_code
        and occupation_domains.domain = rated.domain
where
    (occupation_domains.status = 'rated') <> (rated.occupation_code is not null)
    or not occupation_domains.origin <=> rated.origin
    or not occupation_domains.release_name <=> rated.release_name
    or not occupation_domains.rated_on <=> rated.rated_on
