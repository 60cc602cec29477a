{{ config(materialized='table', contract={'enforced': true}) }}

with

models as (

    select * from {{ ref('int_esco__models') }}

),

concepts as (

    select
        batch_id,
        'group' as concept_kind,
        group_key as concept_key,
        code,
        preferred_label,
        group_type = 'localgroup' as is_local
    from {{ ref('stg_esco__occupation_groups') }}
    union all
    select
        batch_id,
        'occupation' as concept_kind,
        occupation_key as concept_key,
        code,
        preferred_label,
        occupation_type = 'localoccupation' as is_local
    from {{ ref('stg_esco__occupations') }}

),

hierarchy as (

    select * from {{ ref('stg_esco__occupation_hierarchy') }}

)

select
    models.model,
    concepts.concept_kind,
    concepts.concept_key,
    concepts.code,
    concepts.preferred_label as label,
    concepts.is_local,
    hierarchy.broader_kind,
    hierarchy.broader_key

from concepts
inner join models on concepts.batch_id = models.batch_id
left join hierarchy
    on
        concepts.batch_id = hierarchy.batch_id
        and concepts.concept_kind = hierarchy.concept_kind
        and concepts.concept_key = hierarchy.concept_key
