{#
    A table: its rows are looked up by their key. What is said "now" is as of the newest visit of
    any board, not of the clock: the same landed visits give the same table.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

visit_sightings as (

    select * from {{ ref('int_jobs__visit_sightings') }}

),

visits as (

    select * from {{ ref('int_jobs__visits') }}

),

-- East Africa Time, in which deadlines are days, has no summer time
as_of as (

    select cast(date_add(max(ended_at), interval 3 hour) as date) as today
    from visits

),

ordered as (

    select
        *,
        row_number() over (
            partition by board, external_id order by visit_number desc
        ) as newest_first,
        row_number() over (
            partition by board, external_id order by has_description desc, visit_number desc
        ) as fullest_first,
        max(case when not is_closed then visit_number else 0 end) over (
            partition by board, external_id
        ) as last_open_visit,
        max(case when is_changed then visit_number end) over (
            partition by board, external_id
        ) as last_changed_visit,
        max(case when deadline_on is not null then visit_number end) over (
            partition by board, external_id
        ) as last_deadline_visit

    from visit_sightings

),

lives as (

    select
        board,
        external_id,
        min(first_fetched_at) as first_seen_at,
        max(last_fetched_at) as last_seen_at,
        max(visit_number) as visits,
        cast(sum(sightings) as signed) as sightings,
        max(last_changed_visit) as last_changed_visit,
        {{ end_of_dates(
            'max', 'case when visit_number = last_changed_visit then last_fetched_at end', 'datetime(6)'
        ) }} as changed_at,
        {{ end_of_dates(
            'min', 'case when visit_number > last_open_visit then first_fetched_at end', 'datetime(6)'
        ) }} as closed_at,
        {{ end_of_dates(
            'min',
            'case when visit_number > coalesce(last_changed_visit, 1) then first_fetched_at end',
            'datetime(6)'
        ) }} as seen_again_at,
        {{ end_of_dates('min', 'posted_by_day') }} as posted_by_day,
        {{ end_of_dates('min', 'posted_by_week') }} as posted_by_week,
        {{ end_of_dates('min', 'posted_by_month') }} as posted_by_month,
        {{ end_of_dates('min', 'posted_not_after') }} as posted_not_after,
        {{ end_of_dates(
            'max', 'case when visit_number = last_deadline_visit then deadline_on end'
        ) }} as deadline_on,
        max(case when newest_first = 1 then batch_id end) as newest_batch_id,
        max(case when newest_first = 1 then source_file end) as newest_source_file,
        max(case when newest_first = 1 then source_line end) as newest_source_line,
        max(case when fullest_first = 1 then batch_id end) as fullest_batch_id,
        max(case when fullest_first = 1 then source_file end) as fullest_source_file,
        max(case when fullest_first = 1 then source_line end) as fullest_source_line

    from ordered
    group by board, external_id

),

ended as (

    select
        lives.*,
        visits.next_conclusive_started_at as absent_since,
        case
            when lives.deadline_on < as_of.today
                then date_sub(
                    cast(date_add(lives.deadline_on, interval 1 day) as datetime(6)),
                    interval 3 hour
                )
        end as deadline_passed_at

    from lives
    left join visits on lives.newest_batch_id = visits.batch_id
    cross join as_of

),

judged as (

    select
        *,
        case
            when closed_at is not null then 'closed'
            when deadline_passed_at is not null or absent_since is not null then 'expired'
            when visits = 1 then 'new'
            when last_changed_visit = visits then 'changed'
            else 'seen_again'
        end as status,
        coalesce(deadline_passed_at <= absent_since, absent_since is null) as is_deadline_first

    from ended

)

select
    board,
    external_id,
    status,
    case
        when status = 'closed' then 'closed_by_board'
        when status = 'expired' and is_deadline_first then 'deadline_passed'
        when status = 'expired' then 'absent_from_complete_visit'
        when status = 'new' then 'seen_in_one_visit'
        when status = 'changed' then 'differs_from_visit_before'
        else 'seen_in_another_visit'
    end as status_reason,
    case
        when status = 'closed' then closed_at
        when status = 'expired' and is_deadline_first then deadline_passed_at
        when status = 'expired' then absent_since
        when status = 'new' then first_seen_at
        when status = 'changed' then changed_at
        else seen_again_at
    end as status_since,
    status not in ('closed', 'expired') as is_open,
    first_seen_at,
    last_seen_at,
    changed_at,
    visits,
    sightings,
    coalesce(posted_by_day, posted_by_week, posted_by_month) as posted_on,
    case
        when posted_by_day is not null then 'day'
        when posted_by_week is not null then 'week'
        when posted_by_month is not null then 'month'
    end as posted_precision,
    posted_not_after,
    deadline_on,
    newest_batch_id,
    newest_source_file,
    newest_source_line,
    fullest_batch_id,
    fullest_source_file,
    fullest_source_line

from judged
