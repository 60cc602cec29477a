with

postings as (

    {{ placed_postings(ref('job_postings')) }}

),

matches as (

    select * from {{ ref('job_posting_matches') }}

),

asked as (

    select
        matches.taxonomy,
        postings.week_starts_on,
        postings.county,
        postings.board,
        matches.match_level,
        coalesce(
            case matches.match_level
                when 'occupation' then matches.occupation_key
                when 'unit_group' then matches.unit_group
                when 'two_digit_group' then matches.two_digit_group
            end,
            'unmatched'
        ) as target,
        matches.occupation_label,
        matches.confidence,
        postings.is_open

    from matches
    inner join postings on matches.posting_id = postings.posting_id

),

counted as (

    select
        taxonomy,
        week_starts_on,
        county,
        board,
        match_level,
        target,
        max(occupation_label) as occupation_label,
        count(*) as postings,
        cast(sum(is_open) as signed) as open_postings,
        case when match_level <> 'unmatched' then avg(confidence) end as mean_confidence

    from asked
    group by taxonomy, week_starts_on, county, board, match_level, target

)

select
    taxonomy,
    week_starts_on,
    county,
    board,
    match_level,
    target,
    occupation_label,
    postings,
    open_postings,
    mean_confidence,
    cast(
        sum(postings) over (partition by taxonomy, week_starts_on, county, board) as signed
    ) as postings_in_all,
    sum(case when match_level = 'unmatched' then postings else 0 end)
        over (partition by taxonomy, week_starts_on, county, board)
    / sum(postings) over (partition by taxonomy, week_starts_on, county, board)
        as share_unmatched

from counted
