select
    element_id,
    interest_type,
    activity,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__interests_illustrative_activities') }}
where rejection_reason is null
