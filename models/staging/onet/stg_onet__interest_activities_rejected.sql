{{ rejected_rows(
    ref('base_onet__interest_activities'),
    source('landing_onet', 'onet_interest_activities')
) }}
