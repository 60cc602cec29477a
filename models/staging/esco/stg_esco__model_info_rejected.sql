{{ rejected_rows(
    ref('base_esco__model_info'),
    source('landing_esco', 'esco_model_info')
) }}
