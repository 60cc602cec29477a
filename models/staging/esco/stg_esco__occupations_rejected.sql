{{ rejected_rows(
    ref('base_esco__occupations'),
    source('landing_esco', 'esco_occupations')
) }}
