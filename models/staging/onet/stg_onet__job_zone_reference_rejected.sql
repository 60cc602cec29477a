select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.job_zone,
    landed.name,
    landed.experience,
    landed.education,
    landed.job_training,
    landed.examples,
    landed.svp_range

from {{ ref('base_onet__job_zone_reference') }} as typed
inner join {{ source('landing_onet', 'onet_job_zone_reference') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
