select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.level_0_uri,
    landed.level_0_label,
    landed.level_1_uri,
    landed.level_1_label,
    landed.level_2_uri,
    landed.level_2_label,
    landed.level_3_uri,
    landed.level_3_label,
    landed.description,
    landed.scope_note,
    landed.level_0_code,
    landed.level_1_code,
    landed.level_2_code,
    landed.level_3_code,
    landed.extra

from {{ ref('base_esco__skills_by_level') }} as typed
inner join {{ source('landing_esco', 'esco_skills_by_level') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
