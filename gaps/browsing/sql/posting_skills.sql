-- the skills that a posting names, each once: from a sentence if there is one, and then from the
-- description that is shown
select
    taxonomy,
    skill_key,
    skill_label,
    matched_label,
    method,
    found_in,
    written,
    sentence,
    board,
    external_id

from (
    select
        skills.*,
        row_number() over (
            partition by skills.taxonomy, skills.skill_key
            order by
                skills.found_in <> 'description',
                skills.board = postings.text_board
                and skills.external_id = postings.text_external_id desc,
                skills.board,
                skills.external_id
        ) as place

    from job_postings as postings
    inner join job_posting_listings as members on postings.posting_id = members.posting_id
    inner join job_listing_skills as skills
        on
            members.board = skills.board
            and members.external_id = skills.external_id
    where postings.posting_id = :posting_id
) as found
where place = 1
order by taxonomy, skill_label, skill_key
