{{ rejected_rows(
    ref('base_onet__tools_used'),
    source('landing_onet', 'onet_tools_used')
) }}
