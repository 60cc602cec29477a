{{ rejected_rows(
    ref('base_onet__occupation_level_metadata'),
    source('landing_onet', 'onet_occupation_level_metadata')
) }}
