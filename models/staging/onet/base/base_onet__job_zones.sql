with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_job_zones') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

-- distinct: both servers then build the list once, with a key to look it up by
known_occupations as (

    select distinct
        batch_id,
        occupation_code
    from {{ ref('stg_onet__occupation_data') }}

),

known_job_zones as (

    select distinct
        batch_id,
        job_zone
    from {{ ref('stg_onet__job_zone_reference') }}

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('onet_soc_code', 10) }} as occupation_code,
        {{ try_integer('job_zone') }} as job_zone,
        {{ try_month('date') }} as rated_on,
        {{ try_text('domain_source', 50) }} as domain_source,
        {{ any_missing(['onet_soc_code', 'job_zone', 'date', 'domain_source']) }}
            as is_missing_value

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.occupation_code,
    typed.job_zone,
    typed.rated_on,
    typed.domain_source,
    case
        when typed.is_missing_value then 'missing_value'
        when
            typed.occupation_code is null
            or not {{ is_occupation_code('typed.occupation_code') }}
            then 'bad_code_form'
        when known_occupations.occupation_code is null then 'unknown_occupation'
        when typed.job_zone is null then 'not_a_number'
        when known_job_zones.job_zone is null then 'unknown_job_zone'
        when typed.rated_on is null then 'bad_date'
        when typed.domain_source is null then 'too_long'
    end as rejection_reason

from typed
left join known_occupations
    on
        typed.batch_id = known_occupations.batch_id
        and typed.occupation_code = known_occupations.occupation_code
left join known_job_zones
    on
        typed.batch_id = known_job_zones.batch_id
        and typed.job_zone = known_job_zones.job_zone
