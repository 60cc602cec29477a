with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

metadata as (

    select * from {{ ref('stg_onet__occupation_level_metadata') }}

)

select
    metadata.occupation_code,
    metadata.item,
    metadata.response,
    metadata.n,
    metadata.percentage,
    metadata.updated_on

from metadata
inner join current_batch on metadata.batch_id = current_batch.batch_id
