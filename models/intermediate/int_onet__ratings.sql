with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

elements as (

    select * from {{ ref('int_onet__elements') }}

),

ratings as (

    select * from {{ ref('stg_onet__ratings') }}

)

select
    ratings.occupation_code,
    ratings.element_id,
    ratings.scale_id,
    elements.domain,
    elements.element_name,
    ratings.value,
    ratings.standard_error,
    ratings.n,
    ratings.ci_low,
    ratings.ci_high,
    ratings.recommend_suppress,
    ratings.not_relevant,
    ratings.rated_on,
    ratings.domain_source,
    ratings.batch_id

from ratings
inner join current_batch on ratings.batch_id = current_batch.batch_id
inner join elements on ratings.element_id = elements.element_id
