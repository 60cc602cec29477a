{#
    A table, not a view: it is joined to every rating, and domain, parent and depth are cut out of
    the element's outline position.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

elements as (

    select elements.*
    from {{ ref('stg_onet__content_model_reference') }} as elements
    inner join current_batch on elements.batch_id = current_batch.batch_id

),

placed as (

    select
        element_id,
        element_name,
        description,
        1 + char_length(element_id) - char_length(replace(element_id, '.', '')) as depth,
        substring_index(element_id, '.', 2) as branch_id,
        char_length(substring_index(element_id, '.', -1)) + 1 as own_part_length

    from elements

)

select
    placed.element_id,
    placed.element_name,
    placed.description,
    {{ domain_of('placed.element_id') }} as domain,
    placed.branch_id,
    case
        when placed.depth = 1 then ''
        else left(placed.element_id, char_length(placed.element_id) - placed.own_part_length)
    end as parent_element_id,
    placed.depth

from placed
