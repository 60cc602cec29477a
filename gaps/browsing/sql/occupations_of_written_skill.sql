select
    'custom' as taxonomy,
    written.occupation_key as concept_key,
    concat(written.group_code, '.', left(written.occupation_key, 8)) as code,
    written.label,
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
inner join {app}.custom_occupations as written
    on needed.occupation_key = written.occupation_key
where
    needed.skill_taxonomy = :of_taxonomy
    and needed.skill_key = :of_key
