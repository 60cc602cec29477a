select
    concept_ref,
    broader_ref,
    concept_kind,
    concept_key,
    broader_kind,
    broader_key,
    batch_id,
    source_file,
    source_line

from {{ ref('base_esco__skill_hierarchy') }}
where rejection_reason is null
