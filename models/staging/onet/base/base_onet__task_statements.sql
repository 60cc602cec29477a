{{ config(
    materialized='table',
    contract={'enforced': true},
    indexes=[{'columns': ['batch_id', 'task_id']}]
) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_task_statements') }} as landed
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
        {{ try_integer('task_id') }} as task_id,
        {{ try_text('task', 1000) }} as task_statement,
        {{ try_text('task_type', 12) }} as task_type,
        {{ try_integer('incumbents_responding') }} as incumbents_responding,
        {{ try_month('date') }} as updated_on,
        {{ try_text('domain_source', 50) }} as domain_source,
        {{ any_missing([
            'onet_soc_code', 'task_id', 'task', 'date', 'domain_source'
        ]) }} as is_missing_value,
        {{ is_unreadable('task_type', try_text('task_type', 12)) }} as is_task_type_unreadable,
        {{ is_unreadable('incumbents_responding', try_integer('incumbents_responding')) }}
            as is_incumbents_responding_unreadable

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.occupation_code,
    typed.task_id,
    typed.task_statement,
    typed.task_type,
    typed.incumbents_responding,
    typed.updated_on,
    typed.domain_source,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.occupation_code is null
            or not {{ is_occupation_code('typed.occupation_code') }}
            then 'bad_code_form'
        when known_occupations.occupation_code is null then 'unknown_occupation'
        when
            typed.task_id is null
            or typed.is_incumbents_responding_unreadable
            then 'not_a_number'
        when typed.updated_on is null then 'bad_date'
        when
            typed.task_statement is null
            or typed.is_task_type_unreadable
            or typed.domain_source is null
            then 'too_long'
    end as char(32)) as rejection_reason

from typed
left join known_occupations
    on
        typed.batch_id = known_occupations.batch_id
        and typed.occupation_code = known_occupations.occupation_code
