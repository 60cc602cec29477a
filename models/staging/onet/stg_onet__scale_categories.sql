select
    element_id,
    scale_id,
    category,
    category_description,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__scale_categories') }}
where rejection_reason is null
