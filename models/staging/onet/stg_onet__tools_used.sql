select
    occupation_code,
    example,
    commodity_code,
    commodity_title,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__tools_used') }}
where rejection_reason is null
