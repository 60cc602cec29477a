{{ rejected_rows(
    ref('base_labour_market__occupation_notes'),
    source('landing_labour_market', 'labour_market_occupation_notes')
) }}
