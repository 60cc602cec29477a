select
    insight_id,
    taxonomy,
    occupation_codes,
    sector,
    region,
    title,
    summary,
    full_content,
    key_findings,
    source_name,
    author,
    published_on,
    batch_id,
    source_file,
    source_line

from {{ ref('base_labour_market__insights') }}
where rejection_reason is null
