{{ rejected_rows(
    ref('base_onet__scales_reference'),
    source('landing_onet', 'onet_scales_reference')
) }}
