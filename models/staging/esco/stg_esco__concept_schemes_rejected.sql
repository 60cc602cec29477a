{{ rejected_rows(
    ref('base_esco__concept_schemes'),
    source('landing_esco', 'esco_concept_schemes')
) }}
