{{ rejected_rows(
    ref('base_app__custom_occupation_skills'),
    source('landing_app', 'app_custom_occupation_skills')
) }}
