{{ rejected_rows(
    ref('base_onet_api__ratings'),
    source('landing_onet_api', 'onet_api_ratings')
) }}
