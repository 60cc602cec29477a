{{ rejected_rows(
    ref('base_esco__skill_hierarchy'),
    source('landing_esco', 'esco_skill_hierarchy')
) }}
