with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

elements as (

    select * from {{ ref('int_onet__elements') }}

),

detailed as (

    select detailed.*
    from {{ ref('stg_onet__detailed_work_activities') }} as detailed
    inner join current_batch on detailed.batch_id = current_batch.batch_id

),

intermediate as (

    select intermediate.*
    from {{ ref('stg_onet__intermediate_work_activities') }} as intermediate
    inner join current_batch on intermediate.batch_id = current_batch.batch_id

)

select
    detailed.dwa_id,
    detailed.dwa_title,
    detailed.iwa_id,
    intermediate.iwa_title,
    detailed.gwa_id,
    elements.element_name as gwa_name

from detailed
inner join intermediate on detailed.iwa_id = intermediate.iwa_id
inner join elements on detailed.gwa_id = elements.element_id
