select
    element_id,
    survey_item_number,
    scale_id,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__survey_booklet_locations') }}
where rejection_reason is null
