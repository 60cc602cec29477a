{{ rejected_rows(
    ref('base_app__custom_occupations'),
    source('landing_app', 'app_custom_occupations')
) }}
