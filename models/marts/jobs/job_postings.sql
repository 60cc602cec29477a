with

members as (

    select * from {{ ref('job_posting_listings') }}

),

listings as (

    select * from {{ ref('job_listings') }}

),

duplicates as (

    select * from {{ ref('stg_ledger__job_duplicates') }}

),

ordered as (

    select
        members.posting_id,
        members.board,
        members.external_id,
        members.is_canonical,
        listings.is_open,
        listings.status = 'closed' as is_closed,
        listings.first_seen_at,
        listings.last_seen_at,
        listings.posted_on,
        row_number() over (
            partition by members.posting_id
            order by
                listings.description is null asc,
                listings.last_seen_at desc,
                members.is_canonical desc,
                members.board asc,
                members.external_id asc
        ) as latest_text_first

    from members
    inner join listings
        on
            members.board = listings.board
            and members.external_id = listings.external_id

),

counted as (

    select
        posting_id,
        max(case when is_canonical then board end) as canonical_board,
        max(case when is_canonical then external_id end) as canonical_external_id,
        max(case when latest_text_first = 1 then board end) as text_board,
        max(case when latest_text_first = 1 then external_id end) as text_external_id,
        count(*) as listings,
        cast(sum(is_open) as signed) as open_listings,
        case
            when max(is_open) then 'open'
            when max(is_closed) then 'closed'
            else 'expired'
        end as status,
        count(distinct board) as boards,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        {{ end_of_dates('min', 'posted_on') }} as posted_on

    from ordered
    group by posting_id

)

select
    counted.posting_id,
    counted.canonical_board,
    counted.canonical_external_id,
    counted.listings,
    counted.open_listings,
    counted.status,
    counted.boards,
    counted.first_seen_at,
    counted.last_seen_at,
    counted.posted_on,
    coalesce(counted.posted_on, date(counted.first_seen_at)) as listed_on,
    canonical.deadline_on,
    canonical.title,
    canonical.employer,
    canonical.place,
    canonical.town,
    canonical.county,
    canonical.is_remote,
    canonical.salary_min,
    canonical.salary_max,
    canonical.salary_currency,
    canonical.salary_period,
    canonical.employment_types,
    canonical.experience_years_min,
    canonical.experience_years_max,
    canonical.education_level,
    canonical.language,
    canonical.industry,
    canonical.url,
    counted.text_board,
    counted.text_external_id,
    texts.description,
    repeated.posting_id as repost_of_posting_id,
    duplicates.repost_score,
    duplicates.repost_reasons

from counted
inner join listings as canonical
    on
        counted.canonical_board = canonical.board
        and counted.canonical_external_id = canonical.external_id
inner join listings as texts
    on
        counted.text_board = texts.board
        and counted.text_external_id = texts.external_id
inner join duplicates
    on
        counted.canonical_board = duplicates.board
        and counted.canonical_external_id = duplicates.external_id
left join members as repeated
    on
        duplicates.repost_of_board = repeated.board
        and duplicates.repost_of_external_id = repeated.external_id
