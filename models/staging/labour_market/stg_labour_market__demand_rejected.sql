{{ rejected_rows(
    ref('base_labour_market__demand'),
    source('landing_labour_market', 'labour_market_demand')
) }}
