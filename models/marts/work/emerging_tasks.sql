with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

tasks as (

    select * from {{ ref('stg_onet__emerging_tasks') }}

)

select
    tasks.occupation_code,
    tasks.task_statement,
    tasks.category,
    tasks.original_task_id,
    tasks.original_task,
    tasks.updated_on,
    tasks.domain_source

from tasks
inner join current_batch on tasks.batch_id = current_batch.batch_id
