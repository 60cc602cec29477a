select
    occupation_code,
    item,
    response,
    n,
    percentage,
    updated_on,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__occupation_level_metadata') }}
where rejection_reason is null
