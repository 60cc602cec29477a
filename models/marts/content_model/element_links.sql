with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

elements as (

    select * from {{ ref('int_onet__elements') }}

),

links as (

    select links.*
    from {{ ref('stg_onet__element_links') }} as links
    inner join current_batch on links.batch_id = current_batch.batch_id

)

select
    links.from_element_id,
    first_elements.element_name as from_element_name,
    links.to_element_id,
    second_elements.element_name as to_element_name

from links
inner join elements as first_elements on links.from_element_id = first_elements.element_id
inner join elements as second_elements on links.to_element_id = second_elements.element_id
