{{ rejected_rows(
    ref('base_esco__skills'),
    source('landing_esco', 'esco_skills')
) }}
