{{ rejected_rows(
    ref('base_labour_market__insights'),
    source('landing_labour_market', 'labour_market_insights')
) }}
