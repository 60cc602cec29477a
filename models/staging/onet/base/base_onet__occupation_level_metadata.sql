{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_occupation_level_metadata') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

-- distinct: both servers then build the list once, with a key to look it up by
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
        {{ try_text('onet_soc_code', 10) }} as occupation_code,
        {{ try_text('item', 150) }} as item,
        coalesce({{ try_text('response', 150) }}, '') as response,
        {{ try_integer('n') }} as n,
        {{ try_decimal('percent', 5, 1) }} as percentage,
        {{ try_month('date') }} as updated_on,
        {{ any_missing(['onet_soc_code', 'item', 'date']) }} as is_missing_value,
        {{ is_unreadable('response', try_text('response', 150)) }} as is_response_unreadable,
        {{ is_unreadable('n', try_integer('n')) }} as is_n_unreadable,
        {{ is_unreadable('percent', try_decimal('percent', 5, 1)) }} as is_percentage_unreadable

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.occupation_code,
    typed.item,
    typed.response,
    typed.n,
    typed.percentage,
    typed.updated_on,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.occupation_code is null
            or not {{ is_occupation_code('typed.occupation_code') }}
            then 'bad_code_form'
        when known_occupations.occupation_code is null then 'unknown_occupation'
        when
            typed.is_n_unreadable
            or typed.is_percentage_unreadable
            then 'not_a_number'
        when typed.updated_on is null then 'bad_date'
        when
            typed.item is null
            or typed.is_response_unreadable
            then 'too_long'
    end as char(32)) as rejection_reason

from typed
left join known_occupations
    on
        typed.batch_id = known_occupations.batch_id
        and typed.occupation_code = known_occupations.occupation_code
