select
    skill_key,
    concept_ref,
    origin_uri,
    uuid_history,
    skill_type,
    reuse_level,
    preferred_label,
    alt_labels,
    hidden_labels,
    status,
    scope_note,
    definition,
    in_scheme,
    description,
    is_localised,
    changed_on,
    batch_id,
    source_file,
    source_line

from {{ ref('base_esco__skills') }}
where rejection_reason is null
