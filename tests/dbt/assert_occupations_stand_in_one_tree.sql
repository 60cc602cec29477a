-- Groups and occupations that do not stand in the tree exactly once (a cycle, or two concepts
-- above one), and those whose tree begins with neither a major group of ISCO-08 nor a local group.
with

concepts as (

    select
        model,
        concept_kind,
        concept_key,
        count(*) as n
    from {{ ref('int_esco__occupation_concepts') }}
    group by model, concept_kind, concept_key

),

hierarchy as (

    select * from {{ ref('occupation_hierarchy') }}

),

tops as (

    select
        model,
        code,
        is_local
    from hierarchy
    where
        depth = 0
        and concept_kind = 'group'

)

select
    concepts.model,
    concepts.concept_kind,
    concepts.concept_key,
    hierarchy.path

from concepts
left join hierarchy
    on
        concepts.model = hierarchy.model
        and concepts.concept_kind = hierarchy.concept_kind
        and concepts.concept_key = hierarchy.concept_key
left join tops
    on
        hierarchy.model = tops.model
        and hierarchy.top_code = tops.code
where
    concepts.n > 1
    or hierarchy.concept_key is null
    or tops.code is null
    or not (tops.is_local or tops.code regexp '^[0-9]$')
