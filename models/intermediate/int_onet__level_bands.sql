with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

anchors as (

    select anchors.*
    from {{ ref('stg_onet__level_scale_anchors') }} as anchors
    inner join current_batch on anchors.batch_id = current_batch.batch_id
    where anchors.scale_id = 'LV'

),

bands as (

    {{ level_bands('anchors') }}

)

select
    element_id,
    level_from,
    level_below,
    level_meaning

from bands
