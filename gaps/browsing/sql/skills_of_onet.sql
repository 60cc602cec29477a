-- O*NET rates every occupation on the same elements: level and importance tell them apart
select
    'onet' as taxonomy,
    levels.element_id as concept_key,
    levels.element_name as label,
    levels.domain as skill_type,
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
where levels.occupation_code = :of_key
