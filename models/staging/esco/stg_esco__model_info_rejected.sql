select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.uuid_history,
    landed.name,
    landed.locale,
    landed.description,
    landed.version,
    landed.released,
    landed.release_notes,
    landed.created_at,
    landed.updated_at,
    landed.extra

from {{ ref('base_esco__model_info') }} as typed
inner join {{ source('landing_esco', 'esco_model_info') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
