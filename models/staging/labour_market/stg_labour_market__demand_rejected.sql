select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.taxonomy,
    landed.occupation_code,
    landed.region,
    landed.region_type,
    landed.demand_score,
    landed.demand_category,
    landed.estimated_job_openings,
    landed.employed_count,
    landed.unemployment_rate,
    landed.trend_direction,
    landed.year_over_year_change,
    landed.source,
    landed.source_url,
    landed.data_collection_period,
    landed.methodology_notes,
    landed.last_updated_at,
    landed.data_quality_score,
    landed.extra

from {{ ref('base_labour_market__demand') }} as typed
inner join {{ source('landing_labour_market', 'labour_market_demand') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
