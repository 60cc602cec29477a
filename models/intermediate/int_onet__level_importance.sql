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
    max(case when scale_id = 'LV' then value end) as level,
    max(case when scale_id = 'LV' then standard_error end) as level_se,
    max(case when scale_id = 'IM' then value end) as importance,
    max(case when scale_id = 'IM' then standard_error end) as importance_se,
    max(case when scale_id = 'LV' then not_relevant end) as is_not_relevant,
    max(recommend_suppress) as is_low_precision,
    origin,
    release_name

from ratings
group by occupation_code, element_id, domain, element_name, origin, release_name
