{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_scale_categories') }} as landed
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
        coalesce({{ try_text('element_id', 20) }}, '') as element_id,
        {{ try_text('scale_id', 3) }} as scale_id,
        {{ try_integer('category') }} as category,
        {{ try_text('category_description', 500) }} as category_description,
        {{ any_missing(['scale_id', 'category', 'category_description']) }} as is_missing_value,
        {{ is_unreadable('element_id', try_text('element_id', 20)) }}
            as is_element_id_unreadable

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.element_id,
    typed.scale_id,
    typed.category,
    typed.category_description,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.element_id <> ''
            and known_elements.element_id is null
            then 'unknown_element'
        when known_scales.scale_id is null then 'unknown_scale'
        when typed.category is null then 'not_a_number'
        when
            typed.is_element_id_unreadable
            or typed.category_description is null
            then 'too_long'
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
