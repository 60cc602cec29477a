-- Cycles in the hierarchy of skills, where a concept may have several parents: concepts that stand
-- above themselves. Only concepts with something below them can be part of one.
with

recursive parents as (

    select distinct
        model,
        broader_key
    from {{ ref('skill_hierarchy') }}

),

steps_up as (

    select
        hierarchy.model,
        hierarchy.concept_key,
        hierarchy.broader_key
    from {{ ref('skill_hierarchy') }} as hierarchy
    inner join parents
        on
            hierarchy.model = parents.model
            and hierarchy.concept_key = parents.broader_key

),

ways_up as (

    select
        model,
        concept_key,
        broader_key
    from steps_up
    union distinct
    select
        ways_up.model,
        ways_up.concept_key,
        steps_up.broader_key
    from ways_up
    inner join steps_up
        on
            ways_up.model = steps_up.model
            and ways_up.broader_key = steps_up.concept_key

)

select
    model,
    concept_key

from ways_up
where concept_key = broader_key
