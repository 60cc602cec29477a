-- one page of the chosen postings, the newest first
with

chosen as (

    {postings_chosen}

),

page as (

    select
        chosen.posting_id,
        chosen.listed_on,
        (select count(*) from chosen) as total

    from chosen
    where
        :is_first
        or to_days(chosen.listed_on) < :after_day
        or (to_days(chosen.listed_on) = :after_day and chosen.posting_id > :after_id)
    order by chosen.listed_on desc, chosen.posting_id
    limit :limit

)

select
    page.total,
    to_days(page.listed_on) as listed_day,
    {posting_columns},
    matches.taxonomy as match_taxonomy,
    matches.match_level,
    matches.match_reason,
    matches.occupation_key,
    case when matches.match_level = 'occupation' then matches.candidate_label end
        as occupation_label,
    matches.confidence,
    matches.unit_group,
    matches.group_confidence

from page
inner join job_postings as postings on page.posting_id = postings.posting_id
left join job_posting_matches as chosen_matches
    on
        postings.posting_id = chosen_matches.posting_id
        and chosen_matches.taxonomy = :taxonomy
left join job_listing_matches as matches
    on
        chosen_matches.board = matches.board
        and chosen_matches.external_id = matches.external_id
        and chosen_matches.taxonomy = matches.taxonomy
order by page.listed_on desc, page.posting_id
