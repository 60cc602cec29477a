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

in_order as (

    select
        element_id,
        anchor_value,
        anchor_description,
        row_number() over (partition by element_id order by anchor_value) as position_of_anchor,
        lead(anchor_value) over (partition by element_id order by anchor_value) as next_anchor_value

    from anchors

)

select
    element_id,
    anchor_value as level_from,
    next_anchor_value as level_below,
    anchor_description as level_meaning

from in_order

union all

select
    element_id,
    null as level_from,
    anchor_value as level_below,
    concat('below: ', anchor_description) as level_meaning

from in_order
where position_of_anchor = 1
