select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.concept_type,
    landed.concept_scheme_uri,
    landed.preferred_label,
    landed.title,
    landed.status,
    landed.description,
    landed.top_concepts,
    landed.extra

from {{ ref('base_esco__concept_schemes') }} as typed
inner join {{ source('landing_esco', 'esco_concept_schemes') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
