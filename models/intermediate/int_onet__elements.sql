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

rated_elements as (

    select distinct ratings.element_id
    from {{ ref('stg_onet__ratings') }} as ratings
    inner join current_batch on ratings.batch_id = current_batch.batch_id

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
    case placed.branch_id
        when '2.A' then 'skill'
        when '2.B' then 'skill'
        when '2.C' then 'knowledge'
        when '1.A' then 'ability'
        when '4.A' then 'work_activity'
        else ''
    end as domain,
    placed.branch_id,
    case
        when placed.depth = 1 then ''
        else left(placed.element_id, char_length(placed.element_id) - placed.own_part_length)
    end as parent_element_id,
    placed.depth,
    rated_elements.element_id is not null as is_rated

from placed
left join rated_elements on placed.element_id = rated_elements.element_id
