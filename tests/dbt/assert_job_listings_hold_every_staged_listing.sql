-- Listings and sightings that were staged, against those of job_listings, and against those that
-- the visits tell to be new.
with

staged as (

    select
        count(distinct board, external_id) as listings,
        count(*) as sightings
    from {{ ref('stg_jobs__sightings') }}

),

published as (

    select
        count(*) as listings,
        coalesce(sum(sightings), 0) as sightings
    from {{ ref('job_listings') }}

),

visits as (

    select coalesce(sum(listings_new), 0) as listings
    from {{ ref('job_board_visits') }}

)

select
    staged.listings as listings_staged,
    published.listings as listings_published,
    visits.listings as listings_new,
    staged.sightings as sightings_staged,
    published.sightings as sightings_published

from staged
cross join published
cross join visits
where
    staged.listings <> published.listings
    or staged.sightings <> published.sightings
    or visits.listings > published.listings
