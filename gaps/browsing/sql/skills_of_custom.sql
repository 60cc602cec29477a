-- what whoever added the occupation says; a skill that is no longer published keeps its key
select
    needed.skill_taxonomy as taxonomy,
    needed.skill_key as concept_key,
    coalesce(skills.label, needed.skill_key) as label,
    skills.skill_type,
    needed.relation_type,
    null as signalling_value,
    null as level,
    null as level_se,
    null as importance,
    null as importance_se,
    null as is_not_relevant,
    null as is_low_precision,
    null as through_key,
    null as link_confidence

from {app}.custom_occupation_skills as needed
left join taxonomy_skills as skills
    on
        needed.skill_taxonomy = skills.taxonomy
        and needed.skill_key = skills.skill_key
where needed.occupation_key = :of_key
