-- every skill of O*NET and of ESCO
select
    taxonomy,
    skill_key as concept_key,
    label,
    skill_type,
    reuse_level,
    description

from taxonomy_skills
where
    (:of_taxonomy is null or taxonomy = :of_taxonomy)
    and (:of_key is null or skill_key = :of_key)
    and (:skill_type is null or skill_type = :skill_type)
