with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

job_zones as (

    select * from {{ ref('stg_onet__job_zone_reference') }}

)

select
    job_zones.job_zone,
    job_zones.job_zone_name,
    job_zones.experience,
    job_zones.education,
    job_zones.job_training,
    job_zones.examples,
    job_zones.svp_range

from job_zones
inner join current_batch on job_zones.batch_id = current_batch.batch_id
