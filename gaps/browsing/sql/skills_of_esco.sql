select
    'esco' as taxonomy,
    needed.skill_key as concept_key,
    skills.label,
    skills.skill_type,
    needed.relation_type,
    needed.signalling_value,
    null as level,
    null as level_se,
    null as importance,
    null as importance_se,
    null as is_not_relevant,
    null as is_low_precision,
    null as through_key,
    null as link_confidence

from esco_occupation_skills as needed
inner join esco_models as models on needed.model = models.model
inner join taxonomy_skills as skills
    on
        skills.taxonomy = 'esco'
        and needed.skill_key = skills.skill_key
where
    models.is_primary
    and needed.occupation_key = :of_key
