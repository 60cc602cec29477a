select
    occupation_ref,
    skill_ref,
    occupation_key,
    skill_key,
    relation_type,
    signalling_value_label,
    signalling_value,
    batch_id,
    source_file,
    source_line

from {{ ref('base_esco__occupation_skill_relations') }}
where rejection_reason is null
