with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

occupations as (

    select * from {{ ref('occupations') }}

),

related as (

    select related.*
    from {{ ref('stg_onet__related_occupations') }} as related
    inner join current_batch on related.batch_id = current_batch.batch_id

)

select
    related.occupation_code,
    related.related_occupation_code,
    occupations.title as related_title,
    related.relatedness_tier,
    related.related_rank

from related
inner join occupations on related.related_occupation_code = occupations.occupation_code
