select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.concept_type,
    landed.concept_uri,
    landed.preferred_label,
    landed.alt_labels,
    landed.status,
    landed.skill_type,
    landed.reuse_level,
    landed.description,
    landed.broader_uris,
    landed.broader_labels,
    landed.extra

from {{ ref('base_esco__collections') }} as typed
inner join {{ source('landing_esco', 'esco_collections') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
