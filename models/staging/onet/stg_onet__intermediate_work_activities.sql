select
    gwa_id,
    iwa_id,
    iwa_title,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__intermediate_work_activities') }}
where rejection_reason is null
