select
    scale_id,
    scale_name,
    minimum,
    maximum,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__scales_reference') }}
where rejection_reason is null
