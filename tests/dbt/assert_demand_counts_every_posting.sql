-- Per taxonomy that titles were matched to: the postings, against those that demand counts.
with

taxonomies as (

    select distinct taxonomy from {{ ref('job_listing_matches') }}

),

counted as (

    select
        taxonomies.taxonomy,
        (select count(*) from {{ ref('job_postings') }}) as postings,
        (
            select coalesce(sum(demand.postings), 0)
            from {{ ref('demand_by_occupation') }} as demand
            where demand.taxonomy = taxonomies.taxonomy
        ) as postings_counted

    from taxonomies

)

select * from counted
where postings <> postings_counted
