{{ config(materialized='table', contract={'enforced': true}) }}

with

ranked as (

    select
        notes.*,
        row_number() over (
            partition by notes.taxonomy, notes.occupation_code
            order by notes.batch_id desc
        ) as place
    from {{ ref('stg_labour_market__occupation_notes') }} as notes
    inner join {{ ref('int_taxonomies__current_batches') }} as batches
        on notes.batch_id = batches.batch_id

)

select
    taxonomy,
    occupation_code,
    label,
    group_code,
    is_relevant_for_kenya,
    is_informal_sector,
    is_entrepreneurship,
    kenya_notes

from ranked
where place = 1
