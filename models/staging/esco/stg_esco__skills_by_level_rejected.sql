{{ rejected_rows(
    ref('base_esco__skills_by_level'),
    source('landing_esco', 'esco_skills_by_level')
) }}
