select
    requiring_ref,
    required_ref,
    requiring_key,
    required_key,
    relation_type,
    batch_id,
    source_file,
    source_line

from {{ ref('base_esco__skill_relations') }}
where rejection_reason is null
