{{ rejected_rows(
    ref('base_esco__occupation_hierarchy'),
    source('landing_esco', 'esco_occupation_hierarchy')
) }}
