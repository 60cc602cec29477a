select
    element_id,
    element_name,
    description,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__content_model_reference') }}
where rejection_reason is null
