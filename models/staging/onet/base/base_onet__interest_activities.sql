{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_interest_activities') }} as landed
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

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('element_id', 20) }} as element_id,
        {{ try_text('interest_type', 20) }} as interest_type,
        {{ try_text('activity', 255) }} as activity,
        {{ any_missing(['element_id', 'interest_type', 'activity']) }} as is_missing_value

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.element_id,
    typed.interest_type,
    typed.activity,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when known_elements.element_id is null then 'unknown_element'
        when
            typed.interest_type is null
            or typed.activity is null
            then 'too_long'
    end as char(32)) as rejection_reason

from typed
left join known_elements
    on
        typed.batch_id = known_elements.batch_id
        and typed.element_id = known_elements.element_id
