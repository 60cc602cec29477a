{{ config(materialized='table', contract={'enforced': true}) }}

with

lives as (

    select * from {{ ref('int_jobs__listing_lives') }}

),

readings as (

    select * from {{ ref('stg_ledger__job_readings') }}

),

sightings as (

    select * from {{ ref('stg_jobs__sightings') }}

)

select
    lives.board,
    lives.external_id,
    {{ listing_id('lives.board', 'lives.external_id') }} as listing_id,
    cards.card_hash,
    {{ text_hash('texts.description') }} as description_hash,
    {{ text_hash('texts.skills') }} as skills_hash

from lives
inner join readings as cards
    on
        lives.newest_batch_id = cards.batch_id
        and lives.newest_source_file = cards.source_file
        and lives.newest_source_line = cards.source_line
inner join sightings as texts
    on
        lives.fullest_batch_id = texts.batch_id
        and lives.fullest_source_file = texts.source_file
        and lives.fullest_source_line = texts.source_line
