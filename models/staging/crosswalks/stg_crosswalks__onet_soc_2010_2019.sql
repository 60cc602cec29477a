select
    onet_soc_2010_code,
    onet_soc_2019_code,
    onet_soc_2010_title,
    onet_soc_2019_title,
    batch_id,
    source_file,
    source_line

from {{ ref('base_crosswalks__onet_soc_2010_2019') }}
where rejection_reason is null
