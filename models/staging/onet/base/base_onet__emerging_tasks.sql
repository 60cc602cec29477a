{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_emerging_tasks') }} as landed
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

known_tasks as (

    select distinct
        batch_id,
        task_id
    from {{ ref('stg_onet__task_statements') }}

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('onet_soc_code', 10) }} as occupation_code,
        {{ try_text('task', 700) }} as task_statement,
        {{ try_text('category', 20) }} as category,
        {{ try_integer('original_task_id') }} as original_task_id,
        {{ try_text('original_task', 1000) }} as original_task,
        {{ try_month('date') }} as updated_on,
        {{ try_text('domain_source', 50) }} as domain_source,
        {{ any_missing([
            'onet_soc_code', 'task', 'category', 'date', 'domain_source'
        ]) }} as is_missing_value,
        {{ is_unreadable('original_task_id', try_integer('original_task_id')) }}
            as is_original_task_id_unreadable,
        {{ is_unreadable('original_task', try_text('original_task', 1000)) }}
            as is_original_task_unreadable

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.occupation_code,
    typed.task_statement,
    typed.category,
    typed.original_task_id,
    typed.original_task,
    typed.updated_on,
    typed.domain_source,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.occupation_code is null
            or not {{ is_occupation_code('typed.occupation_code') }}
            then 'bad_code_form'
        when known_occupations.occupation_code is null then 'unknown_occupation'
        when typed.is_original_task_id_unreadable then 'not_a_number'
        when
            typed.original_task_id is not null
            and known_tasks.task_id is null
            then 'unknown_task'
        when typed.updated_on is null then 'bad_date'
        when
            typed.task_statement is null
            or typed.category is null
            or typed.is_original_task_unreadable
            or typed.domain_source is null
            then 'too_long'
    end as char(32)) as rejection_reason

from typed
left join known_occupations
    on
        typed.batch_id = known_occupations.batch_id
        and typed.occupation_code = known_occupations.occupation_code
left join known_tasks
    on
        typed.batch_id = known_tasks.batch_id
        and typed.original_task_id = known_tasks.task_id
