{{ rejected_rows(
    ref('base_onet__interest_occupations'),
    source('landing_onet', 'onet_interest_occupations')
) }}
