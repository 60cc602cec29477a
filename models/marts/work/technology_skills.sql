with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

technology as (

    select * from {{ ref('stg_onet__technology_skills') }}

)

select
    technology.occupation_code,
    technology.example,
    technology.category_id,
    technology.category_name,
    technology.is_hot_technology,
    technology.is_in_demand

from technology
inner join current_batch on technology.batch_id = current_batch.batch_id
