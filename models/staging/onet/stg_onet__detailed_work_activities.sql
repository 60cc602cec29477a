select
    gwa_id,
    iwa_id,
    dwa_id,
    dwa_title,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__detailed_work_activities') }}
where rejection_reason is null
