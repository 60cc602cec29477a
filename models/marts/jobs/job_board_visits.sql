with

visits as (

    select * from {{ ref('int_jobs__visits') }}

),

visit_sightings as (

    select
        batch_id,
        visit_number,
        is_changed,
        is_closed,
        lead(batch_id) over (
            partition by board, external_id order by visit_number
        ) as next_batch_id

    from {{ ref('int_jobs__visit_sightings') }}

),

found as (

    select
        batch_id,
        cast(sum(visit_number = 1) as signed) as listings_new,
        cast(sum(is_changed) as signed) as listings_changed,
        cast(sum(is_closed) as signed) as listings_closed
    from visit_sightings
    group by batch_id

),

-- what a visit found is expired by the next conclusive one, unless that found it again
expired as (

    select
        visits.board,
        visits.next_conclusive_started_at as started_at,
        count(*) as listings_expired

    from visit_sightings
    inner join visits on visit_sightings.batch_id = visits.batch_id
    left join visits as next_visits on visit_sightings.next_batch_id = next_visits.batch_id
    where
        not visit_sightings.is_closed
        and visits.next_conclusive_started_at
        < coalesce(next_visits.started_at, '9999-12-31')
    group by visits.board, visits.next_conclusive_started_at

)

select
    visits.board,
    visits.started_at,
    visits.ended_at,
    visits.outcome,
    visits.words,
    visits.is_complete,
    visits.is_conclusive,
    visits.inconclusive_reason,
    visits.listings_found,
    coalesce(found.listings_new, 0) as listings_new,
    visits.listings_found
    - coalesce(found.listings_new, 0)
    - coalesce(found.listings_changed, 0) as listings_seen_again,
    coalesce(found.listings_changed, 0) as listings_changed,
    coalesce(expired.listings_expired, 0) as listings_expired,
    coalesce(found.listings_closed, 0) as listings_closed,
    visits.listings as listings_told,
    visits.sightings,
    visits.failures,
    visits.unread_parts,
    visits.lines_quarantined,
    visits.rows_rejected,
    visits.pages,
    visits.seconds,
    visits.batch_id

from visits
left join found on visits.batch_id = found.batch_id
left join expired
    on
        visits.board = expired.board
        and visits.started_at = expired.started_at
