{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_survey_booklet_locations') }} as landed
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
        scale_id
    from {{ ref('stg_onet__scales_reference') }}

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('element_id', 20) }} as element_id,
        {{ try_text('survey_item_number', 20) }} as survey_item_number,
        {{ try_text('scale_id', 3) }} as scale_id,
        {{ any_missing(['element_id', 'survey_item_number', 'scale_id']) }} as is_missing_value

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.element_id,
    typed.survey_item_number,
    typed.scale_id,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when known_elements.element_id is null then 'unknown_element'
        when known_scales.scale_id is null then 'unknown_scale'
        when typed.survey_item_number is null then 'too_long'
    end as char(32)) as rejection_reason

from typed
left join known_elements
    on
        typed.batch_id = known_elements.batch_id
        and typed.element_id = known_elements.element_id
left join known_scales
    on
        typed.batch_id = known_scales.batch_id
        and typed.scale_id = known_scales.scale_id
