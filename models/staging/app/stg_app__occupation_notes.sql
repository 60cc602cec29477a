select
    taxonomy,
    occupation_key,
    is_relevant_for_kenya,
    is_informal_sector,
    is_entrepreneurship,
    kenya_notes,
    changed_at,
    changed_by,
    batch_id,
    source_file,
    source_line

from {{ ref('base_app__occupation_notes') }}
where rejection_reason is null
