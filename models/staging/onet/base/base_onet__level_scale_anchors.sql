with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_level_scale_anchors') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

-- distinct: both servers then build the list once, with a key to look it up by
known_elements as (

    select distinct
        batch_id,
        element_id
    from {{ ref('stg_onet__content_model_reference') }}

),

known_scales as (

    select distinct
        batch_id,
        scale_id,
        minimum,
        maximum
    from {{ ref('stg_onet__scales_reference') }}

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('element_id', 20) }} as element_id,
        {{ try_text('scale_id', 3) }} as scale_id,
        {{ try_decimal('anchor_value', 5, 2, signed=true) }} as anchor_value,
        {{ try_text('anchor_description', 1000) }} as anchor_description,
        {{ any_missing(['element_id', 'scale_id', 'anchor_value', 'anchor_description']) }}
            as is_missing_value

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.element_id,
    typed.scale_id,
    typed.anchor_value,
    typed.anchor_description,
    case
        when typed.is_missing_value then 'missing_value'
        when known_elements.element_id is null then 'unknown_element'
        when known_scales.scale_id is null then 'unknown_scale'
        when typed.anchor_value is null then 'not_a_number'
        when typed.anchor_value not between known_scales.minimum and known_scales.maximum
            then 'out_of_scale_range'
        when typed.anchor_description is null then 'too_long'
    end as rejection_reason

from typed
left join known_elements
    on
        typed.batch_id = known_elements.batch_id
        and typed.element_id = known_elements.element_id
left join known_scales
    on
        typed.batch_id = known_scales.batch_id
        and typed.scale_id = known_scales.scale_id
