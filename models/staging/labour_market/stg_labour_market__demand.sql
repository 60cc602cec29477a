select
    taxonomy,
    occupation_code,
    region,
    region_type,
    data_collection_period,
    source_name,
    demand_score,
    demand_category,
    estimated_job_openings,
    employed_count,
    unemployment_rate,
    trend_direction,
    year_over_year_change,
    source_url,
    methodology_notes,
    updated_on,
    data_quality_score,
    batch_id,
    source_file,
    source_line

from {{ ref('base_labour_market__demand') }}
where rejection_reason is null
