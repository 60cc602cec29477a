select
    'esco' as taxonomy,
    needed.occupation_key as concept_key,
    occupations.code,
    occupations.preferred_label as label,
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
inner join esco_occupations as occupations
    on
        needed.model = occupations.model
        and needed.occupation_key = occupations.occupation_key
where
    models.is_primary
    and needed.skill_key = :of_key
union all
{occupations_of_written_skill}
