select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.onetsoc_code,
    landed.title,
    landed.description

from {{ ref('base_onet_api__occupation_data') }} as typed
inner join {{ source('landing_onet_api', 'onet_api_occupation_data') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
