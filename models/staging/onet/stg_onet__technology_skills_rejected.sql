select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.onet_soc_code,
    landed.example,
    landed.category_id,
    landed.category_name,
    landed.hot_technology,
    landed.in_demand

from {{ ref('base_onet__technology_skills') }} as typed
inner join {{ source('landing_onet', 'onet_technology_skills') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
