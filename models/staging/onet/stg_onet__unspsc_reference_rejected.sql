{{ rejected_rows(
    ref('base_onet__unspsc_reference'),
    source('landing_onet', 'onet_unspsc_reference')
) }}
