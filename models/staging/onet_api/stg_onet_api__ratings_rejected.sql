select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.onetsoc_code,
    landed.element_id,
    landed.scale_id,
    landed.data_value,
    landed.n,
    landed.standard_error,
    landed.lower_ci_bound,
    landed.upper_ci_bound,
    landed.recommend_suppress,
    landed.not_relevant,
    landed.date_updated,
    landed.domain_source

from {{ ref('base_onet_api__ratings') }} as typed
inner join {{ source('landing_onet_api', 'onet_api_ratings') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
