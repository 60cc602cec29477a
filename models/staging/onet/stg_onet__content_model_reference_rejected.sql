{{ rejected_rows(
    ref('base_onet__content_model_reference'),
    source('landing_onet', 'onet_content_model_reference')
) }}
