select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.serial_number,
    landed.title,
    landed.code,
    landed.extra

from {{ ref('base_kesco__occupations') }} as typed
inner join {{ source('landing_kesco', 'kesco_occupations') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
