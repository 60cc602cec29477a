{{ rejected_rows(
    ref('base_esco__occupation_skill_relations'),
    source('landing_esco', 'esco_occupation_skill_relations')
) }}
