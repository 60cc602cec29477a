select
    commodity_code,
    commodity_title,
    class_code,
    class_title,
    family_code,
    family_title,
    segment_code,
    segment_title,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__unspsc_reference') }}
where rejection_reason is null
