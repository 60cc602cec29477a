with

elements as (

    select * from {{ ref('int_onet__elements') }}

)

select
    element_id,
    element_name,
    description,
    domain,
    parent_element_id,
    depth,
    is_rated

from elements
