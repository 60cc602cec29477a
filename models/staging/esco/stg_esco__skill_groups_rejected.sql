{{ rejected_rows(
    ref('base_esco__skill_groups'),
    source('landing_esco', 'esco_skill_groups')
) }}
