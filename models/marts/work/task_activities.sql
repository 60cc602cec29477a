with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

activities as (

    select * from {{ ref('detailed_work_activities') }}

),

links as (

    select links.*
    from {{ ref('stg_onet__tasks_to_dwas') }} as links
    inner join current_batch on links.batch_id = current_batch.batch_id

)

select
    links.task_id,
    links.dwa_id,
    links.occupation_code,
    activities.dwa_title,
    activities.iwa_id,
    activities.iwa_title,
    activities.gwa_id,
    activities.gwa_name,
    links.updated_on,
    links.domain_source

from links
inner join activities on links.dwa_id = activities.dwa_id
