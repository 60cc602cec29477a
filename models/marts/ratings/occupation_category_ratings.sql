with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

ratings as (

    select * from {{ ref('stg_onet__category_ratings') }}

)

select
    ratings.occupation_code,
    ratings.element_id,
    ratings.scale_id,
    ratings.category,
    ratings.value,
    ratings.n,
    ratings.standard_error,
    ratings.ci_low,
    ratings.ci_high,
    ratings.recommend_suppress,
    ratings.not_relevant,
    ratings.rated_on,
    ratings.domain_source,
    ratings.batch_id

from ratings
inner join current_batch on ratings.batch_id = current_batch.batch_id
