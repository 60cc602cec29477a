select
    collection_name,
    concept_uri,
    concept_kind,
    concept_key,
    broader_uris,
    batch_id,
    source_file,
    source_line

from {{ ref('base_esco__collections') }}
where rejection_reason is null
