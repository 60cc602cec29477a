with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

scales as (

    select * from {{ ref('stg_onet__scales_reference') }}

)

select
    scales.scale_id,
    scales.scale_name,
    scales.minimum,
    scales.maximum

from scales
inner join current_batch on scales.batch_id = current_batch.batch_id
