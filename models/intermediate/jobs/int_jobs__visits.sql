{#
    A table: the marts look up, visit by visit, the next one from which a listing may be
    concluded to be gone.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

visits as (

    select * from {{ ref('stg_jobs__visits') }}

),

found as (

    select
        batch_id,
        count(*) as listings_found,
        cast(sum(sightings) as signed) as sightings
    from {{ ref('int_jobs__visit_sightings') }}
    group by batch_id

),

unread as (

    select
        batch_id,
        count(*) as unread_parts
    from {{ ref('stg_jobs__unread') }}
    group by batch_id

),

lines_put_aside as (

    select
        batch_id,
        cast(sum(rows_quarantined) as signed) as lines_quarantined
    from {{ ref('stg_ledger__deliveries') }}
    where source = 'jobs'
    group by batch_id

),

rejected as (

    select
        batch_id,
        count(*) as rows_rejected
    from {{ ref('stg_jobs__sightings_rejected') }}
    group by batch_id

),

counted as (

    select
        visits.*,
        coalesce(found.listings_found, 0) as listings_found,
        coalesce(found.sightings, 0) as sightings,
        coalesce(unread.unread_parts, 0) as unread_parts,
        coalesce(lines_put_aside.lines_quarantined, 0) as lines_quarantined,
        coalesce(rejected.rows_rejected, 0) as rows_rejected

    from visits
    left join found on visits.batch_id = found.batch_id
    left join unread on visits.batch_id = unread.batch_id
    left join lines_put_aside on visits.batch_id = lines_put_aside.batch_id
    left join rejected on visits.batch_id = rejected.batch_id

),

-- from a visit that may have missed a listing nothing follows of those it did not find
judged as (

    select
        *,
        case
            when outcome <> 'read' then 'outcome_not_read'
            when not is_complete then 'not_complete'
            when lines_quarantined > 0 then 'lines_quarantined'
            when rows_rejected > 0 then 'rows_rejected'
            when listings_found = 0 then 'nothing_found'
            when listings > sightings then 'listings_missing'
        end as inconclusive_reason

    from counted

)

select
    batch_id,
    board,
    started_at,
    ended_at,
    outcome,
    words,
    is_complete,
    inconclusive_reason is null as is_conclusive,
    inconclusive_reason,
    pages,
    listings,
    failures,
    seconds,
    listings_found,
    sightings,
    unread_parts,
    lines_quarantined,
    rows_rejected,
    min(case when inconclusive_reason is null then started_at end) over (
        partition by board order by started_at
        rows between 1 following and unbounded following
    ) as next_conclusive_started_at

from judged
