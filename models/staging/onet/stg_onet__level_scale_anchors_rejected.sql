{{ rejected_rows(
    ref('base_onet__level_scale_anchors'),
    source('landing_onet', 'onet_level_scale_anchors')
) }}
