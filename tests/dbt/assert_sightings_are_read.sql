-- Sightings of jobs that were staged and not read, or read and not staged: the run of the pipeline
-- reads them before it builds, by the rules that staging rejects by.
with

staged as (

    select
        batch_id,
        count(*) as sightings
    from {{ ref('stg_jobs__sightings') }}
    group by batch_id

),

read_before as (

    select
        batch_id,
        count(*) as readings
    from {{ ref('stg_ledger__job_readings') }}
    group by batch_id

),

counted as (

    select
        staged.batch_id,
        staged.sightings,
        coalesce(read_before.readings, 0) as readings
    from staged
    left join read_before on staged.batch_id = read_before.batch_id
    union all
    select
        read_before.batch_id,
        0 as sightings,
        read_before.readings
    from read_before
    left join staged on read_before.batch_id = staged.batch_id
    where staged.batch_id is null

)

select * from counted
where sightings <> readings
