-- A link of a task to an activity, or a rating of a task, that names another occupation than the
-- task does; and a detailed activity whose intermediate one lies below another generalized one.
with

tasks as (

    select * from {{ ref('stg_onet__task_statements') }}

)

select
    'tasks_to_dwas' as staged,
    links.batch_id,
    links.source_file,
    links.source_line
from {{ ref('stg_onet__tasks_to_dwas') }} as links
inner join tasks
    on
        links.batch_id = tasks.batch_id
        and links.task_id = tasks.task_id
where links.occupation_code <> tasks.occupation_code
union all
select
    'task_ratings' as staged,
    ratings.batch_id,
    ratings.source_file,
    ratings.source_line
from {{ ref('stg_onet__task_ratings') }} as ratings
inner join tasks
    on
        ratings.batch_id = tasks.batch_id
        and ratings.task_id = tasks.task_id
where ratings.occupation_code <> tasks.occupation_code
union all
select
    'detailed_work_activities' as staged,
    detailed.batch_id,
    detailed.source_file,
    detailed.source_line
from {{ ref('stg_onet__detailed_work_activities') }} as detailed
inner join {{ ref('stg_onet__intermediate_work_activities') }} as intermediate
    on
        detailed.batch_id = intermediate.batch_id
        and detailed.iwa_id = intermediate.iwa_id
where detailed.gwa_id <> intermediate.gwa_id
