with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

ratings as (

    select * from {{ ref('stg_onet__task_ratings') }}

)

select
    ratings.task_id,
    ratings.occupation_code,
    ratings.scale_id,
    ratings.category,
    ratings.value,
    ratings.n,
    ratings.standard_error,
    ratings.ci_low,
    ratings.ci_high,
    ratings.recommend_suppress,
    ratings.rated_on,
    ratings.domain_source

from ratings
inner join current_batch on ratings.batch_id = current_batch.batch_id
