with

ratings as (

    select * from {{ ref('int_onet__ratings') }}
    where element_id like '1.C.%' or element_id like '1.D.%'

)

select
    occupation_code,
    element_id,
    element_name as work_style,
    max(case when scale_id = 'IM' then value end) as importance,
    max(case when scale_id = 'IM' then standard_error end) as importance_se,
    max(case when scale_id = 'WI' then value end) as impact,
    cast(max(case when scale_id = 'DR' then value end) as signed) as distinctiveness_rank,
    max(rated_on) as rated_on,
    max(domain_source) as domain_source

from ratings
group by occupation_code, element_id, element_name
