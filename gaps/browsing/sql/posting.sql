-- one posting with all that is told of it
select
    {posting_columns},
    postings.experience_years_min,
    postings.experience_years_max,
    postings.education_level,
    postings.language,
    postings.industry,
    postings.description,
    postings.text_board as description_board,
    postings.text_external_id as description_external_id,
    postings.repost_of_posting_id as repost_of_id,
    postings.repost_score,
    postings.repost_reasons

from job_postings as postings
where postings.posting_id = :posting_id
