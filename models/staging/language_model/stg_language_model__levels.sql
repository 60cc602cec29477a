select
    occupation_code,
    element_id,
    model,
    prompt_version,
    level,
    reason,
    asked_on,
    batch_id,
    source_file,
    source_line

from {{ ref('base_language_model__levels') }}
where rejection_reason is null
