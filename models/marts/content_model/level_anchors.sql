with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

anchors as (

    select * from {{ ref('stg_onet__level_scale_anchors') }}

)

select
    anchors.element_id,
    anchors.anchor_value,
    anchors.scale_id,
    anchors.anchor_description

from anchors
inner join current_batch on anchors.batch_id = current_batch.batch_id
