{{ rejected_rows(
    ref('base_onet_api__occupation_data'),
    source('landing_onet_api', 'onet_api_occupation_data')
) }}
