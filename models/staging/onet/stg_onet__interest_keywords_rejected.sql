{{ rejected_rows(
    ref('base_onet__interest_keywords'),
    source('landing_onet', 'onet_interest_keywords')
) }}
