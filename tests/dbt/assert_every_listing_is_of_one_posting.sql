-- Listings that are of no posting, or of one that is not there; postings without the listing that
-- stands for them, or with another number of listings than they tell.
with

listings as (

    select
        job_listings.board,
        job_listings.external_id,
        members.posting_id,
        members.is_canonical

    from {{ ref('job_listings') }} as job_listings
    left join {{ ref('job_posting_listings') }} as members
        on
            job_listings.board = members.board
            and job_listings.external_id = members.external_id

),

of_postings as (

    select
        posting_id,
        count(*) as listings,
        sum(is_canonical) as canonical_listings
    from listings
    group by posting_id

)

select
    of_postings.posting_id,
    of_postings.listings,
    of_postings.canonical_listings,
    postings.listings as listings_told

from of_postings
left join {{ ref('job_postings') }} as postings on of_postings.posting_id = postings.posting_id
where
    of_postings.posting_id is null
    or postings.posting_id is null
    or of_postings.canonical_listings <> 1
    or of_postings.listings <> postings.listings
