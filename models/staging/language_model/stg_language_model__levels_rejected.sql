{{ rejected_rows(
    ref('base_language_model__levels'),
    source('landing_language_model', 'language_model_levels')
) }}
