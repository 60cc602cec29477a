{{ rejected_rows(
    ref('base_esco__collections'),
    source('landing_esco', 'esco_collections')
) }}
