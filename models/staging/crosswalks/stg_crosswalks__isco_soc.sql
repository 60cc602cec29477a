select
    isco_code,
    soc_2010_code,
    is_partial,
    isco_title,
    soc_2010_title,
    batch_id,
    source_file,
    source_line

from {{ ref('base_crosswalks__isco_soc') }}
where rejection_reason is null
