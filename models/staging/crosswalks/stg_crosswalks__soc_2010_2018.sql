select
    soc_2010_code,
    soc_2018_code,
    soc_2010_title,
    soc_2018_title,
    batch_id,
    source_file,
    source_line

from {{ ref('base_crosswalks__soc_2010_2018') }}
where rejection_reason is null
