{{ rejected_rows(
    ref('base_kesco__occupations'),
    source('landing_kesco', 'kesco_occupations')
) }}
