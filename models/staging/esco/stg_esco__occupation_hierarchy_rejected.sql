select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.concept_type,
    landed.concept_ref,
    landed.broader_type,
    landed.broader_ref,
    landed.created_at,
    landed.updated_at,
    landed.extra

from {{ ref('base_esco__occupation_hierarchy') }} as typed
inner join {{ source('landing_esco', 'esco_occupation_hierarchy') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
