-- Only of the visits that staging reads: a delivery that was refused may have been read before.
with

readings as (

    select * from {{ source('ledger', 'job_readings') }}

),

ready_batches as (

    select * from {{ ref('stg_ledger__ready_batches') }}

)

select
    readings.batch_id,
    readings.source_file,
    readings.source_line,
    readings.board,
    readings.external_id,
    readings.fetched_at,
    readings.canonical_url,
    readings.posted_on,
    readings.posted_precision,
    readings.posted_not_after,
    readings.posted_reason,
    readings.deadline_on,
    readings.deadline_is_stated,
    readings.deadline_reason,
    readings.salary_min,
    readings.salary_max,
    readings.salary_currency,
    readings.salary_period,
    readings.salary_basis,
    readings.salary_reason,
    readings.town,
    readings.county,
    readings.is_remote,
    readings.employment_types,
    readings.experience_years_min,
    readings.experience_years_max,
    readings.education_level,
    readings.language,
    readings.is_closed,
    readings.card_hash,
    readings.description_hash,
    readings.content_hash,
    readings.rules_version

from readings
inner join ready_batches on readings.batch_id = ready_batches.batch_id
