{{ rejected_rows(
    ref('base_esco__skill_relations'),
    source('landing_esco', 'esco_skill_relations')
) }}
