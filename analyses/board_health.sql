-- Which job boards are read well, and which need somebody to look?
--
--     set @days = 30;
--
-- A row per board that was ever visited, those that need somebody first. Counts are of
-- the days back from the newest visit of any board; the last visit is told however old
-- it is. verdict judges it: failing (its outcome is neither read nor not_modified),
-- thin (it found less than a third of what visits that were read usually find),
-- losing_lines (some of its lines were quarantined or rejected), late (it is more than
-- 36 hours older than the newest visit of any board), well. Shares are of the board's
-- listings that are open now: how many have a text, a day of posting, a county, pay;
-- shared_share is how many stand on another board as well.

with

as_of as (

    select max(started_at) as newest_at
    from {{ ref('job_board_visits') }}

),

ranked_visits as (

    select
        visits.*,
        as_of.newest_at,
        row_number() over (
            partition by visits.board order by visits.started_at desc
        ) as newest_first

    from {{ ref('job_board_visits') }} as visits
    cross join as_of

),

last_visits as (

    select * from ranked_visits
    where newest_first = 1

),

recent as (

    select * from ranked_visits
    where started_at >= date_sub(newest_at, interval coalesce(@days, 30) day)

),

boards as (

    select
        board,
        count(*) as visits,
        sum(outcome = 'read') as visits_read,
        sum(is_conclusive) as visits_conclusive,
        avg(case when outcome = 'read' and newest_first > 1 then listings_found end)
            as usually_found,
        sum(listings_new) as listings_new,
        sum(listings_changed) as listings_changed,
        sum(listings_expired) as listings_expired,
        sum(failures) as failures,
        sum(pages) as pages,
        avg(seconds) as mean_seconds
    from recent
    group by board

),

open_listings as (

    select
        listings.board,
        count(*) as listings,
        avg(listings.description is not null) as text_share,
        avg(listings.posted_on is not null) as posted_share,
        avg(listings.county is not null) as county_share,
        avg(coalesce(listings.salary_min, listings.salary_max) is not null)
            as salary_share,
        avg(postings.boards > 1) as shared_share

    from {{ ref('job_listings') }} as listings
    inner join {{ ref('job_posting_listings') }} as members
        on
            listings.board = members.board
            and listings.external_id = members.external_id
    inner join {{ ref('job_postings') }} as postings
        on members.posting_id = postings.posting_id
    where listings.is_open
    group by listings.board

),

judged as (

    select
        last_visits.board,
        coalesce(boards.visits, 0) as visits,
        coalesce(boards.visits_read, 0) as visits_read,
        coalesce(boards.visits_conclusive, 0) as visits_conclusive,
        boards.usually_found,
        coalesce(boards.listings_new, 0) as listings_new,
        coalesce(boards.listings_changed, 0) as listings_changed,
        coalesce(boards.listings_expired, 0) as listings_expired,
        coalesce(boards.failures, 0) as failures,
        coalesce(boards.pages, 0) as pages,
        boards.mean_seconds,
        last_visits.started_at as last_visit_at,
        last_visits.outcome as last_outcome,
        last_visits.words as last_words,
        last_visits.inconclusive_reason as last_inconclusive_reason,
        last_visits.listings_found as last_found,
        case
            when last_visits.outcome not in ('read', 'not_modified') then 'failing'
            when
                last_visits.outcome = 'read'
                and last_visits.listings_found < boards.usually_found / 3
                then 'thin'
            when last_visits.lines_quarantined + last_visits.rows_rejected > 0
                then 'losing_lines'
            when
                last_visits.started_at < date_sub(last_visits.newest_at, interval 36 hour)
                then 'late'
            else 'well'
        end as verdict

    from last_visits
    left join boards on last_visits.board = boards.board

)

select
    judged.board,
    judged.verdict,
    judged.last_visit_at,
    judged.last_outcome,
    judged.last_words,
    judged.last_inconclusive_reason,
    judged.last_found,
    round(judged.usually_found, 1) as usually_found,
    judged.visits,
    judged.visits_read,
    judged.visits_conclusive,
    judged.listings_new,
    judged.listings_changed,
    judged.listings_expired,
    judged.failures,
    judged.pages,
    round(judged.mean_seconds, 1) as mean_seconds,
    coalesce(open_listings.listings, 0) as open_listings,
    round(open_listings.text_share, 3) as text_share,
    round(open_listings.posted_share, 3) as posted_share,
    round(open_listings.county_share, 3) as county_share,
    round(open_listings.salary_share, 3) as salary_share,
    round(open_listings.shared_share, 3) as shared_share

from judged
left join open_listings on judged.board = open_listings.board
order by
    field(judged.verdict, 'failing', 'thin', 'losing_lines', 'late', 'well'),
    judged.board
