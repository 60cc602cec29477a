select
    soc_2018_code,
    title,
    batch_id,
    source_file,
    source_line

from {{ ref('base_crosswalks__soc_2018_structure') }}
where rejection_reason is null
