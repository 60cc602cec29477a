select
    skill_group_key,
    concept_ref,
    origin_uri,
    uuid_history,
    code,
    preferred_label,
    alt_labels,
    hidden_labels,
    status,
    scope_note,
    in_scheme,
    description,
    changed_on,
    batch_id,
    source_file,
    source_line

from {{ ref('base_esco__skill_groups') }}
where rejection_reason is null
