{{ rejected_rows(
    ref('base_onet__reported_titles'),
    source('landing_onet', 'onet_reported_titles')
) }}
