-- Skills and skill groups from which no way up leads to a pillar: a skill group with a code and
-- nothing above it. Skills with nothing above them at all are a gap of the model, tolerated up to
-- 1 in 20 (ESCO has none, the sample that Tabiya publishes 40 of 1,000).
with

recursive concepts as (

    select
        model,
        'skill' as concept_kind,
        skill_key as concept_key,
        cast(null as char(32)) as code
    from {{ ref('esco_skills') }}
    union all
    select
        model,
        'skill_group' as concept_kind,
        skill_group_key as concept_key,
        code
    from {{ ref('esco_skill_groups') }}

),

tops as (

    select
        concepts.model,
        concepts.concept_kind,
        concepts.concept_key,
        concepts.code
    from concepts
    left join {{ ref('skill_hierarchy') }} as above
        on
            concepts.model = above.model
            and concepts.concept_kind = above.concept_kind
            and concepts.concept_key = above.concept_key
    where above.concept_key is null

),

crowded as (

    select concepts.model
    from concepts
    left join tops
        on
            concepts.model = tops.model
            and concepts.concept_kind = tops.concept_kind
            and concepts.concept_key = tops.concept_key
    where concepts.concept_kind = 'skill'
    group by concepts.model
    having count(tops.concept_key) > 0.05 * count(*)

),

reached as (

    select
        model,
        concept_kind,
        concept_key
    from tops
    where
        code is not null
        or (concept_kind = 'skill' and model not in (select crowded.model from crowded))
    union distinct
    select
        below.model,
        below.concept_kind,
        below.concept_key
    from reached
    inner join {{ ref('skill_hierarchy') }} as below
        on
            reached.model = below.model
            and reached.concept_kind = below.broader_kind
            and reached.concept_key = below.broader_key

)

select
    concepts.model,
    concepts.concept_kind,
    concepts.concept_key

from concepts
left join reached
    on
        concepts.model = reached.model
        and concepts.concept_kind = reached.concept_kind
        and concepts.concept_key = reached.concept_key
where reached.concept_key is null
