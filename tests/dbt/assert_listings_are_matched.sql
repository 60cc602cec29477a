-- Listings without a match to a taxonomy whose labels landed, and texts in which no skills were
-- looked for: the run of the pipeline does both before it builds.
with

cards as (

    select * from {{ ref('int_jobs__listing_cards') }}

),

taxonomies as (

    select distinct taxonomy
    from {{ ref('stg_ledger__job_title_matches') }}

),

unmatched as (

    select
        cards.listing_id,
        taxonomies.taxonomy as lacks
    from cards
    cross join taxonomies
    left join {{ ref('job_listing_matches') }} as matches
        on
            cards.board = matches.board
            and cards.external_id = matches.external_id
            and taxonomies.taxonomy = matches.taxonomy
    where matches.board is null

),

unread as (

    select
        cards.listing_id,
        'skills' as lacks
    from cards
    left join {{ ref('stg_ledger__job_texts') }} as texts
        on cards.description_hash = texts.text_hash
    where cards.description_hash is not null and texts.text_hash is null

)

select * from unmatched
union all
select * from unread
