select
    board,
    external_id,
    url,
    page_url,
    fetched_at,
    title,
    employer,
    place,
    posted,
    deadline,
    employment_type,
    salary,
    experience,
    education,
    application_link,
    skills,
    language,
    industry,
    description,
    is_closed,
    origins,
    batch_id,
    source_file,
    source_line

from {{ ref('base_jobs__sightings') }}
where rejection_reason is null
