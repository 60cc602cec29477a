{{ rejected_rows(
    ref('base_esco__occupation_groups'),
    source('landing_esco', 'esco_occupation_groups')
) }}
