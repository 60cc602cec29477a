{{ rejected_rows(
    ref('base_onet__related_occupations'),
    source('landing_onet', 'onet_related_occupations')
) }}
