{{ rejected_rows(
    ref('base_labour_market__career_paths'),
    source('landing_labour_market', 'labour_market_career_paths')
) }}
