select
    taxonomy,
    occupation_code,
    label,
    group_code,
    is_relevant_for_kenya,
    is_informal_sector,
    is_entrepreneurship,
    kenya_notes,
    source_name,
    batch_id,
    source_file,
    source_line

from {{ ref('base_labour_market__occupation_notes') }}
where rejection_reason is null
