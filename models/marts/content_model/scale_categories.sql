with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

categories as (

    select * from {{ ref('stg_onet__scale_categories') }}

)

select
    categories.element_id,
    categories.scale_id,
    categories.category,
    categories.category_description

from categories
inner join current_batch on categories.batch_id = current_batch.batch_id
