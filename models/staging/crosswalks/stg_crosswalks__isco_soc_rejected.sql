select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.isco_code,
    landed.isco_title,
    landed.part,
    landed.soc_code,
    landed.soc_title,
    landed.comment_text,
    landed.extra

from {{ ref('base_crosswalks__isco_soc') }} as typed
inner join {{ source('landing_crosswalks', 'crosswalk_isco_soc') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
