select
    occupation_code,
    title,
    description,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet_api__occupation_data') }}
where rejection_reason is null
