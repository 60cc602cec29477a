with

postings as (

    select * from {{ ref('job_postings') }}

),

members as (

    select * from {{ ref('job_posting_listings') }}

),

matches as (

    select * from {{ ref('job_listing_matches') }}

),

taxonomies as (

    select distinct taxonomy from matches

),

-- of several listings the one whose title says most, and of these the surest
ranked as (

    select
        members.posting_id,
        matches.*,
        row_number() over (
            partition by members.posting_id, matches.taxonomy
            order by
                field(
                    matches.match_level,
                    'occupation', 'unit_group', 'two_digit_group', 'unmatched'
                ) asc,
                matches.confidence desc,
                members.is_canonical desc,
                members.board asc,
                members.external_id asc
        ) as place

    from members
    inner join matches
        on
            members.board = matches.board
            and members.external_id = matches.external_id

)

select
    postings.posting_id,
    taxonomies.taxonomy,
    coalesce(ranked.match_level, 'unmatched') as match_level,
    ranked.occupation_key,
    ranked.unit_group,
    ranked.two_digit_group,
    case when ranked.match_level = 'occupation' then ranked.candidate_label end
        as occupation_label,
    coalesce(
        case ranked.match_level
            when 'occupation' then ranked.confidence
            when 'unit_group' then ranked.group_confidence
            when 'two_digit_group' then ranked.two_digit_confidence
        end,
        0e0
    ) as confidence,
    ranked.board,
    ranked.external_id

from postings
cross join taxonomies
left join ranked
    on
        postings.posting_id = ranked.posting_id
        and taxonomies.taxonomy = ranked.taxonomy
        and ranked.place = 1
