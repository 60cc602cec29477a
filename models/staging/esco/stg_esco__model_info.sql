select
    model_uuid,
    model_name,
    locale,
    description,
    version,
    is_released,
    release_notes,
    changed_on,
    batch_id,
    source_file,
    source_line

from {{ ref('base_esco__model_info') }}
where rejection_reason is null
