{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_element_links') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

-- distinct: both servers then build the list once, with a key to look it up by
known_first_elements as (

    select distinct
        batch_id,
        element_id
    from {{ ref('stg_onet__content_model_reference') }}

),

known_second_elements as (

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
        {{ try_text('from_element_id', 20) }} as from_element_id,
        {{ try_text('to_element_id', 20) }} as to_element_id,
        {{ any_missing(['from_element_id', 'to_element_id']) }} as is_missing_value

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.from_element_id,
    typed.to_element_id,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            known_first_elements.element_id is null
            or known_second_elements.element_id is null
            then 'unknown_element'
    end as char(32)) as rejection_reason

from typed
left join known_first_elements
    on
        typed.batch_id = known_first_elements.batch_id
        and typed.from_element_id = known_first_elements.element_id
left join known_second_elements
    on
        typed.batch_id = known_second_elements.batch_id
        and typed.to_element_id = known_second_elements.element_id
