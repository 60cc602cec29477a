select
    element_id,
    scale_id,
    anchor_value,
    anchor_description,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__level_scale_anchors') }}
where rejection_reason is null
