select
    from_element_id,
    to_element_id,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__element_links') }}
where rejection_reason is null
