{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_interest_keywords') }} as landed
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
        {{ try_text('keyword', 100) }} as keyword,
        {{ try_text('keyword_type', 20) }} as keyword_type,
        {{ any_missing(['element_id', 'keyword', 'keyword_type']) }} as is_missing_value

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.element_id,
    typed.keyword,
    typed.keyword_type,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when known_elements.element_id is null then 'unknown_element'
        when
            typed.keyword is null
            or typed.keyword_type is null
            then 'too_long'
    end as char(32)) as rejection_reason

from typed
left join known_elements
    on
        typed.batch_id = known_elements.batch_id
        and typed.element_id = known_elements.element_id
