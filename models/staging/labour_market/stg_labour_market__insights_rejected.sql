select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.insight_id,
    landed.taxonomy,
    landed.occupation_codes,
    landed.sector,
    landed.region,
    landed.title,
    landed.summary,
    landed.full_content,
    landed.key_findings,
    landed.source,
    landed.author,
    landed.publication_date,
    landed.extra

from {{ ref('base_labour_market__insights') }} as typed
inner join {{ source('landing_labour_market', 'labour_market_insights') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
