select
    occupation_key,
    skill_taxonomy,
    skill_key,
    relation_type,
    batch_id,
    source_file,
    source_line

from {{ ref('base_app__custom_occupation_skills') }}
where rejection_reason is null
