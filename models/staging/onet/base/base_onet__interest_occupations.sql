{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_interest_occupations') }} as landed
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

known_occupations as (

    select distinct
        batch_id,
        occupation_code
    from {{ ref('stg_onet__occupation_data') }}

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('element_id', 20) }} as element_id,
        {{ try_text('interest_type', 20) }} as interest_type,
        {{ try_text('onet_soc_code', 10) }} as occupation_code,
        {{ any_missing(['element_id', 'interest_type', 'onet_soc_code']) }} as is_missing_value

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.element_id,
    typed.interest_type,
    typed.occupation_code,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.occupation_code is null
            or not {{ is_occupation_code('typed.occupation_code') }}
            then 'bad_code_form'
        when known_elements.element_id is null then 'unknown_element'
        when known_occupations.occupation_code is null then 'unknown_occupation'
        when typed.interest_type is null then 'too_long'
    end as char(32)) as rejection_reason

from typed
left join known_elements
    on
        typed.batch_id = known_elements.batch_id
        and typed.element_id = known_elements.element_id
left join known_occupations
    on
        typed.batch_id = known_occupations.batch_id
        and typed.occupation_code = known_occupations.occupation_code
