{{ rejected_rows(
    ref('base_onet__ratings'),
    source('landing_onet', 'onet_ratings')
) }}
