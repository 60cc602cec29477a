with

lives as (

    select * from {{ ref('int_jobs__listing_lives') }}

),

sightings as (

    select * from {{ ref('stg_jobs__sightings') }}

),

readings as (

    select * from {{ ref('stg_ledger__job_readings') }}

)

-- a later visit may show the card alone: what stands on no card is of the newest sighting with
-- a description, where there is one
select
    lives.board,
    lives.external_id,
    {{ listing_id('lives.board', 'lives.external_id') }} as listing_id,
    lives.status,
    lives.status_reason,
    lives.status_since,
    lives.is_open,
    lives.first_seen_at,
    lives.last_seen_at,
    lives.changed_at,
    lives.visits,
    lives.sightings,
    cards.title,
    cards.employer,
    cards.place,
    card_readings.town,
    card_readings.county,
    card_readings.is_remote,
    cards.url,
    card_readings.canonical_url,
    lives.posted_on,
    lives.posted_precision,
    lives.posted_not_after,
    texts.posted as posted_text,
    text_readings.posted_reason,
    lives.deadline_on,
    texts.deadline as deadline_text,
    text_readings.deadline_reason,
    text_readings.salary_min,
    text_readings.salary_max,
    text_readings.salary_currency,
    text_readings.salary_period,
    text_readings.salary_basis,
    texts.salary as salary_text,
    text_readings.salary_reason,
    text_readings.employment_types,
    texts.employment_type as employment_type_text,
    text_readings.experience_years_min,
    text_readings.experience_years_max,
    texts.experience as experience_text,
    text_readings.education_level,
    texts.education as education_text,
    text_readings.language,
    texts.industry,
    texts.skills,
    texts.application_link,
    texts.description,
    texts.origins,
    text_readings.content_hash,
    lives.fullest_batch_id as batch_id

from lives
inner join sightings as cards
    on
        lives.newest_batch_id = cards.batch_id
        and lives.newest_source_file = cards.source_file
        and lives.newest_source_line = cards.source_line
inner join readings as card_readings
    on
        lives.newest_batch_id = card_readings.batch_id
        and lives.newest_source_file = card_readings.source_file
        and lives.newest_source_line = card_readings.source_line
inner join sightings as texts
    on
        lives.fullest_batch_id = texts.batch_id
        and lives.fullest_source_file = texts.source_file
        and lives.fullest_source_line = texts.source_line
inner join readings as text_readings
    on
        lives.fullest_batch_id = text_readings.batch_id
        and lives.fullest_source_file = text_readings.source_file
        and lives.fullest_source_line = text_readings.source_line
