{{ rejected_rows(
    ref('base_onet__occupation_data'),
    source('landing_onet', 'onet_occupation_data')
) }}
