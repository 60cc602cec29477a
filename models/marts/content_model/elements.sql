with

elements as (

    select * from {{ ref('int_onet__elements') }}

),

rated_elements as (

    select distinct element_id
    from {{ ref('occupation_element_ratings') }}

)

select
    elements.element_id,
    elements.element_name,
    elements.description,
    elements.domain,
    elements.parent_element_id,
    elements.depth,
    rated_elements.element_id is not null as is_rated

from elements
left join rated_elements on elements.element_id = rated_elements.element_id
