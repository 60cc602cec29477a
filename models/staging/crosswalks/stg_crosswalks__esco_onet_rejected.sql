select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.onet_soc_code,
    landed.onet_title,
    landed.onet_description,
    landed.esco_uri,
    landed.esco_code,
    landed.esco_title,
    landed.esco_description,
    landed.isco_code,
    landed.match_type,
    landed.matching_job_titles,
    landed.semantic_similarity,
    landed.confidence,
    landed.row_id,
    landed.extra

from {{ ref('base_crosswalks__esco_onet') }} as typed
inner join {{ source('landing_crosswalks', 'crosswalk_esco_onet') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
