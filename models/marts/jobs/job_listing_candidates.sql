{{ config(materialized='table', contract={'enforced': true}) }}

with

cards as (

    select * from {{ ref('int_jobs__listing_cards') }}

),

candidates as (

    select * from {{ ref('int_jobs__title_candidates') }}

)

select
    cards.board,
    cards.external_id,
    candidates.taxonomy,
    candidates.candidate_rank,
    cards.listing_id,
    candidates.occupation_key,
    candidates.occupation_label,
    candidates.unit_group,
    candidates.matched_label,
    candidates.method,
    candidates.score

from cards
inner join candidates on cards.card_hash = candidates.card_hash
