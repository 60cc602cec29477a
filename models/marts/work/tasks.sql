with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

statements as (

    select statements.*
    from {{ ref('stg_onet__task_statements') }} as statements
    inner join current_batch on statements.batch_id = current_batch.batch_id

),

ratings_of_tasks as (

    select
        ratings.task_id,
        max(case when ratings.scale_id = 'IM' then ratings.value end) as importance,
        max(case when ratings.scale_id = 'RT' then ratings.value end) as relevance

    from {{ ref('stg_onet__task_ratings') }} as ratings
    inner join current_batch on ratings.batch_id = current_batch.batch_id
    where ratings.category = 0
    group by ratings.task_id

)

select
    statements.task_id,
    statements.occupation_code,
    statements.task_statement,
    statements.task_type,
    ratings_of_tasks.importance,
    ratings_of_tasks.relevance,
    statements.incumbents_responding,
    statements.updated_on,
    statements.domain_source

from statements
left join ratings_of_tasks on statements.task_id = ratings_of_tasks.task_id
