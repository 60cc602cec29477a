select
    concept_scheme_uri,
    preferred_label,
    title,
    status,
    description,
    top_concepts,
    batch_id,
    source_file,
    source_line

from {{ ref('base_esco__concept_schemes') }}
where rejection_reason is null
