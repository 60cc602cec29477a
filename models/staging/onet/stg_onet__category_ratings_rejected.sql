{{ rejected_rows(
    ref('base_onet__category_ratings'),
    source('landing_onet', 'onet_category_ratings')
) }}
