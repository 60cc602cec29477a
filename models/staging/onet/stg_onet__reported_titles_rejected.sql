select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.onet_soc_code,
    landed.reported_job_title,
    landed.shown_in_my_next_move

from {{ ref('base_onet__reported_titles') }} as typed
inner join {{ source('landing_onet', 'onet_reported_titles') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
