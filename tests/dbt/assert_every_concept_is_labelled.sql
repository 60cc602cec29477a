-- Occupations and skills whose first label is not their preferred one, and labels of none of them.
with

concepts as (

    select
        'occupation' as concept_kind,
        taxonomy,
        occupation_key as concept_key,
        label
    from {{ ref('taxonomy_occupations') }}
    union all
    select
        'skill' as concept_kind,
        taxonomy,
        skill_key as concept_key,
        label
    from {{ ref('taxonomy_skills') }}

),

first_labels as (

    select * from {{ ref('taxonomy_labels') }}
    where label_number = 1

)

select
    concepts.concept_kind,
    concepts.taxonomy,
    concepts.concept_key

from concepts
left join first_labels
    on
        concepts.concept_kind = first_labels.concept_kind
        and concepts.taxonomy = first_labels.taxonomy
        and concepts.concept_key = first_labels.concept_key
        and concepts.label = first_labels.label
        and first_labels.label_kind = 'preferred'
where first_labels.concept_key is null
union all
select
    first_labels.concept_kind,
    first_labels.taxonomy,
    first_labels.concept_key

from first_labels
left join {{ ref('taxonomy_occupations') }} as occupations
    on
        first_labels.concept_kind = 'occupation'
        and first_labels.taxonomy = occupations.taxonomy
        and first_labels.concept_key = occupations.occupation_key
left join {{ ref('taxonomy_skills') }} as skills
    on
        first_labels.concept_kind = 'skill'
        and first_labels.taxonomy = skills.taxonomy
        and first_labels.concept_key = skills.skill_key
where
    occupations.occupation_key is null
    and skills.skill_key is null
