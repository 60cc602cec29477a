with

ratings as (

    select * from {{ ref('int_onet__ratings') }}

)

select
    occupation_code,
    domain,
    origin,
    release_name,
    max(rated_on) as rated_on

from ratings
where domain <> ''
group by occupation_code, domain, origin, release_name
