with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

titles as (

    select * from {{ ref('stg_onet__reported_titles') }}

)

select
    titles.occupation_code,
    titles.reported_job_title,
    titles.is_shown_in_my_next_move

from titles
inner join current_batch on titles.batch_id = current_batch.batch_id
