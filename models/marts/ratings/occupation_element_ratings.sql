with

ratings as (

    select * from {{ ref('int_onet__ratings') }}

)

select
    occupation_code,
    element_id,
    scale_id,
    domain,
    value,
    standard_error,
    n,
    ci_low,
    ci_high,
    recommend_suppress,
    not_relevant,
    rated_on,
    domain_source,
    origin,
    release_name,
    batch_id

from ratings
