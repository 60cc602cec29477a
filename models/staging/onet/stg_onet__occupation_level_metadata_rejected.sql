select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.onet_soc_code,
    landed.item,
    landed.response,
    landed.n,
    landed.percent,
    landed.date

from {{ ref('base_onet__occupation_level_metadata') }} as typed
inner join {{ source('landing_onet', 'onet_occupation_level_metadata') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
