count(*) as postings,
    coalesce(sum(chosen.is_open), 0) as open_postings,
    coalesce(sum(chosen.match_level <=> 'occupation'), 0) as matched_to_occupation,
    coalesce(sum(coalesce(chosen.match_level, '') in ('unit_group', 'two_digit_group')), 0)
        as matched_to_group,
    coalesce(sum(coalesce(chosen.match_level, 'unmatched') = 'unmatched'), 0) as unmatched
