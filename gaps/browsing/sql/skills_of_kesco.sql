-- KeSCO inherits the skills of the occupation of ESCO that it was linked to
select
    'esco' as taxonomy,
    needed.skill_key as concept_key,
    skills.label,
    skills.skill_type,
    needed.relation_type,
    null as signalling_value,
    null as level,
    null as level_se,
    null as importance,
    null as importance_se,
    null as is_not_relevant,
    null as is_low_precision,
    needed.occupation_key as through_key,
    needed.confidence as link_confidence

from kesco_occupation_skills as needed
inner join taxonomy_skills as skills
    on
        skills.taxonomy = 'esco'
        and needed.skill_key = skills.skill_key
where needed.kesco_key = :of_key
