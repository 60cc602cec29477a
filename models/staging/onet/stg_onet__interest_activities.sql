select
    element_id,
    interest_type,
    activity,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__interest_activities') }}
where rejection_reason is null
