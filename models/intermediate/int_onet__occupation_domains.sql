with

ratings as (

    select * from {{ ref('int_onet__ratings') }}

)

select distinct
    occupation_code,
    domain

from ratings
where domain <> ''
