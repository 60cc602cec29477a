-- Cycles in the hierarchy of skills, where a concept may have several parents: concepts that stand
-- above themselves. Only concepts with something below them can be part of one. Every step joins
-- the table by its key: a list made on the way has none that long, and takes minutes.
with

recursive ways_up as (

    select distinct
        hierarchy.model,
        hierarchy.concept_kind,
        hierarchy.concept_key,
        hierarchy.broader_kind,
        hierarchy.broader_key
    from {{ ref('skill_hierarchy') }} as hierarchy
    inner join {{ ref('skill_hierarchy') }} as below
        on
            hierarchy.model = below.model
            and hierarchy.concept_kind = below.broader_kind
            and hierarchy.concept_key = below.broader_key
    union distinct
    select
        ways_up.model,
        ways_up.concept_kind,
        ways_up.concept_key,
        hierarchy.broader_kind,
        hierarchy.broader_key
    from ways_up
    inner join {{ ref('skill_hierarchy') }} as hierarchy
        on
            ways_up.model = hierarchy.model
            and ways_up.broader_kind = hierarchy.concept_kind
            and ways_up.broader_key = hierarchy.concept_key

)

select distinct
    model,
    concept_kind,
    concept_key

from ways_up
where
    concept_kind = broader_kind
    and concept_key = broader_key
