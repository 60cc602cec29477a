select
    'onet' as taxonomy,
    levels.occupation_code as concept_key,
    levels.occupation_code as code,
    occupations.title as label,
    null as relation_type,
    null as signalling_value,
    levels.level,
    levels.level_se,
    levels.importance,
    levels.importance_se,
    levels.is_not_relevant,
    levels.is_low_precision,
    null as through_key,
    null as link_confidence

from occupation_levels as levels
inner join occupations on levels.occupation_code = occupations.occupation_code
where levels.element_id = :of_key
union all
{occupations_of_written_skill}
