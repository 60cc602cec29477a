-- How many titles of job listings are matched, how sure is that, and which are not?
--
--     set @taxonomy = 'esco', @most_titles = 20;
--
-- @taxonomy is esco, kesco or onet; NULL means all three. @most_titles is how many of the
-- most frequent unmatched titles are told of each; NULL means 20. Rows of four kinds:
-- coverage (by the level that a listing is matched to), confidence (of the occupation,
-- in steps of a tenth), reviews (whether the matcher had proposed what a person decided)
-- and unmatched (titles without noise, most frequent first). Counts are of listings; a
-- job on several boards counts once for each. Coverage says nothing of precision: how
-- often matches of a confidence are right is in docs/title_matching.md.

with

matches as (

    select
        taxonomy,
        match_level,
        core_title,
        candidate_label,
        confidence,
        review,
        concat(
            cast(least(floor(confidence * 10), 9) / 10 as decimal(2, 1)), ' and above'
        ) as confidence_step,
        case
            when review_agrees then 'proposed what was decided'
            when review_agrees = 0 then 'proposed something else'
            else 'proposed nothing'
        end as proposal
    from {{ ref('job_listing_matches') }}
    where taxonomy = coalesce(@taxonomy, taxonomy)

),

totals as (

    select
        taxonomy,
        count(*) as listings
    from matches
    group by taxonomy

),

coverage as (

    select
        taxonomy,
        1 as part,
        'coverage' as kind,
        match_level as what,
        count(*) as listings,
        avg(confidence) as mean_confidence,
        null as best_candidate
    from matches
    group by taxonomy, match_level

),

confidence as (

    select
        taxonomy,
        2 as part,
        'confidence' as kind,
        confidence_step as what,
        count(*) as listings,
        avg(confidence) as mean_confidence,
        null as best_candidate
    from matches
    group by taxonomy, confidence_step

),

reviews as (

    select
        taxonomy,
        3 as part,
        'reviews' as kind,
        proposal as what,
        count(*) as listings,
        avg(confidence) as mean_confidence,
        null as best_candidate
    from matches
    where review is not null
    group by taxonomy, proposal

),

unmatched_titles as (

    select
        taxonomy,
        core_title,
        count(*) as listings,
        avg(confidence) as mean_confidence,
        min(candidate_label) as best_candidate
    from matches
    where match_level = 'unmatched' and coalesce(review, '') <> 'rejected'
    group by taxonomy, core_title

),

ranked_titles as (

    select
        *,
        row_number() over (
            partition by taxonomy order by listings desc, core_title asc
        ) as place
    from unmatched_titles

),

every_part as (

    select * from coverage
    union all
    select * from confidence
    union all
    select * from reviews
    union all
    select
        taxonomy,
        4 as part,
        'unmatched' as kind,
        core_title as what,
        listings,
        mean_confidence,
        best_candidate
    from ranked_titles
    where place <= coalesce(@most_titles, 20)

)

select
    every_part.taxonomy,
    every_part.kind,
    every_part.what,
    every_part.listings,
    every_part.listings / totals.listings as share_of_listings,
    every_part.mean_confidence,
    every_part.best_candidate
from every_part
inner join totals on every_part.taxonomy = totals.taxonomy
order by
    every_part.taxonomy asc,
    every_part.part asc,
    case when every_part.part <> 2 then every_part.listings end desc,
    every_part.what asc
