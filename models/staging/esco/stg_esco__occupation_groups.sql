select
    group_key,
    concept_ref,
    origin_uri,
    uuid_history,
    group_type,
    code,
    preferred_label,
    alt_labels,
    status,
    in_scheme,
    description,
    changed_on,
    batch_id,
    source_file,
    source_line

from {{ ref('base_esco__occupation_groups') }}
where rejection_reason is null
