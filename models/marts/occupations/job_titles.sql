with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

job_titles as (

    select * from {{ ref('stg_onet__job_titles') }}

)

select
    job_titles.occupation_code,
    job_titles.job_title,
    job_titles.short_title,
    job_titles.sources

from job_titles
inner join current_batch on job_titles.batch_id = current_batch.batch_id
