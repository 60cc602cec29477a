with

ratings as (

    select * from {{ ref('int_onet__ratings') }}
    where
        domain <> ''
        and scale_id in ('IM', 'LV')

)

select
    occupation_code,
    element_id,
    domain,
    element_name,
    {{ level_and_importance() }},
    origin,
    release_name

from ratings
group by occupation_code, element_id, domain, element_name, origin, release_name
