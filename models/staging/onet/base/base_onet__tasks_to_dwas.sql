{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_tasks_to_dwas') }} as landed
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

known_activities as (

    select distinct
        batch_id,
        dwa_id
    from {{ ref('stg_onet__detailed_work_activities') }}

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('onet_soc_code', 10) }} as occupation_code,
        {{ try_integer('task_id') }} as task_id,
        {{ try_text('dwa_element_id', 20) }} as dwa_id,
        {{ try_month('date') }} as updated_on,
        {{ try_text('domain_source', 50) }} as domain_source,
        {{ any_missing([
            'onet_soc_code', 'task_id', 'dwa_element_id', 'date', 'domain_source'
        ]) }} as is_missing_value

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.occupation_code,
    typed.task_id,
    typed.dwa_id,
    typed.updated_on,
    typed.domain_source,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.occupation_code is null
            or not {{ is_occupation_code('typed.occupation_code') }}
            then 'bad_code_form'
        when known_occupations.occupation_code is null then 'unknown_occupation'
        when known_tasks.task_id is null then 'unknown_task'
        when known_activities.dwa_id is null then 'unknown_activity'
        when typed.updated_on is null then 'bad_date'
        when typed.domain_source is null then 'too_long'
    end as char(32)) as rejection_reason

from typed
left join known_occupations
    on
        typed.batch_id = known_occupations.batch_id
        and typed.occupation_code = known_occupations.occupation_code
left join known_tasks
    on
        typed.batch_id = known_tasks.batch_id
        and typed.task_id = known_tasks.task_id
left join known_activities
    on
        typed.batch_id = known_activities.batch_id
        and typed.dwa_id = known_activities.dwa_id
