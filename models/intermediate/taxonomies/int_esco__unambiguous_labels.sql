{{ config(materialized='table', contract={'enforced': true}) }}

with

occupations as (

    select * from {{ ref('stg_esco__occupations') }}
    where occupation_type = 'escooccupation'

)

select
    batch_id,
    preferred_label,
    min(occupation_key) as occupation_key,
    min(code) as code

from occupations
group by batch_id, preferred_label
having count(*) = 1
