{#
    A table: two marts read it, and the texts of both releases are compared in it.

    An element is known by its place in the outline. One that left its place has moved where exactly
    one other element came with the same name and description.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

pairs as (

    select * from {{ ref('int_onet__release_pairs') }}

),

-- distinct: both servers then build the list once, with a key to look it up by
elements as (

    select distinct
        batch_id,
        element_id,
        element_name,
        description
    from {{ ref('stg_onet__content_model_reference') }}

),

gone as (

    select
        pairs.from_batch_id,
        pairs.to_batch_id,
        older.element_id,
        older.element_name,
        older.description,
        count(*) over (
            partition by
                pairs.from_batch_id, pairs.to_batch_id, older.element_name, older.description
        ) as namesakes
    from pairs
    inner join elements as older on pairs.from_batch_id = older.batch_id
    left join elements as newer
        on
            pairs.to_batch_id = newer.batch_id
            and older.element_id = newer.element_id
    where newer.element_id is null

),

come as (

    select
        pairs.from_batch_id,
        pairs.to_batch_id,
        newer.element_id,
        newer.element_name,
        newer.description,
        count(*) over (
            partition by
                pairs.from_batch_id, pairs.to_batch_id, newer.element_name, newer.description
        ) as namesakes
    from pairs
    inner join elements as newer on pairs.to_batch_id = newer.batch_id
    left join elements as older
        on
            pairs.from_batch_id = older.batch_id
            and newer.element_id = older.element_id
    where older.element_id is null

),

moved as (

    select distinct
        gone.from_batch_id,
        gone.to_batch_id,
        gone.element_id as from_element_id,
        come.element_id as to_element_id
    from gone
    inner join come
        on
            gone.from_batch_id = come.from_batch_id
            and gone.to_batch_id = come.to_batch_id
            and gone.element_name = come.element_name
            and gone.description = come.description
    where
        gone.namesakes = 1
        and come.namesakes = 1

),

all_elements as (

    select
        pairs.from_batch_id,
        pairs.to_batch_id,
        older.element_id as from_element_id,
        newer.element_id as to_element_id,
        'kept' as verdict
    from pairs
    inner join elements as older on pairs.from_batch_id = older.batch_id
    inner join elements as newer
        on
            pairs.to_batch_id = newer.batch_id
            and older.element_id = newer.element_id

    union all

    select
        from_batch_id,
        to_batch_id,
        from_element_id,
        to_element_id,
        'moved' as verdict
    from moved

    union all

    select
        gone.from_batch_id,
        gone.to_batch_id,
        gone.element_id as from_element_id,
        '' as to_element_id,
        'dropped' as verdict
    from gone
    left join moved
        on
            gone.from_batch_id = moved.from_batch_id
            and gone.to_batch_id = moved.to_batch_id
            and gone.element_id = moved.from_element_id
    where moved.from_batch_id is null

    union all

    select
        come.from_batch_id,
        come.to_batch_id,
        '' as from_element_id,
        come.element_id as to_element_id,
        'added' as verdict
    from come
    left join moved
        on
            come.from_batch_id = moved.from_batch_id
            and come.to_batch_id = moved.to_batch_id
            and come.element_id = moved.to_element_id
    where moved.from_batch_id is null

)

select
    all_elements.from_batch_id,
    all_elements.to_batch_id,
    all_elements.from_element_id,
    all_elements.to_element_id,
    all_elements.verdict,
    older.element_name as from_element_name,
    newer.element_name as to_element_name,
    older.description as from_description,
    newer.description as to_description

from all_elements
left join elements as older
    on
        all_elements.from_batch_id = older.batch_id
        and all_elements.from_element_id = older.element_id
left join elements as newer
    on
        all_elements.to_batch_id = newer.batch_id
        and all_elements.to_element_id = newer.element_id
