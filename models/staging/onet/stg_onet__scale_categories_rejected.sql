{{ rejected_rows(
    ref('base_onet__scale_categories'),
    source('landing_onet', 'onet_scale_categories')
) }}
