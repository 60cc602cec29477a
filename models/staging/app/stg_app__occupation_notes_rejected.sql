{{ rejected_rows(
    ref('base_app__occupation_notes'),
    source('landing_app', 'app_occupation_notes')
) }}
