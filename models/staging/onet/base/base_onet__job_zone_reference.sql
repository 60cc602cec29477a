with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_job_zone_reference') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_integer('job_zone') }} as job_zone,
        {{ try_text('name', 255) }} as job_zone_name,
        {{ try_text('experience', 2000) }} as experience,
        {{ try_text('education', 2000) }} as education,
        {{ try_text('job_training', 2000) }} as job_training,
        {{ try_text('examples', 2000) }} as examples,
        {{ try_text('svp_range', 50) }} as svp_range,
        {{ any_missing([
            'job_zone', 'name', 'experience', 'education', 'job_training', 'examples', 'svp_range'
        ]) }} as is_missing_value

    from landed

)

select
    batch_id,
    source_file,
    source_line,
    job_zone,
    job_zone_name,
    experience,
    education,
    job_training,
    examples,
    svp_range,
    case
        when is_missing_value then 'missing_value'
        when job_zone is null then 'not_a_number'
        when
            job_zone_name is null
            or experience is null
            or education is null
            or job_training is null
            or examples is null
            or svp_range is null
            then 'too_long'
    end as rejection_reason

from typed
