select
    occupation_key,
    concept_ref,
    origin_uri,
    uuid_history,
    occupation_type,
    code,
    group_code,
    preferred_label,
    alt_labels,
    hidden_labels,
    status,
    regulated_profession_note,
    scope_note,
    definition,
    in_scheme,
    description,
    nace_code,
    is_localised,
    changed_on,
    batch_id,
    source_file,
    source_line

from {{ ref('base_esco__occupations') }}
where rejection_reason is null
