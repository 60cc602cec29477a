with

landed as (

    select landed.*
    from {{ source('landing_jobs', 'job_sightings') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('board', 40) }} as board,
        {{ try_text('external_id', 255) }} as external_id,
        {{ null_if_blank('url') }} as url,
        {{ null_if_blank('page_url') }} as page_url,
        {{ try_utc_moment('fetched_at') }} as fetched_at,
        {{ try_text('title', 1000) }} as title,
        {{ try_text('employer', 1000) }} as employer,
        {{ try_text('place', 1000) }} as place,
        {{ null_if_blank('posted') }} as posted,
        {{ null_if_blank('deadline') }} as deadline,
        {{ null_if_blank('employment_type') }} as employment_type,
        {{ null_if_blank('salary') }} as salary,
        {{ null_if_blank('experience') }} as experience,
        {{ null_if_blank('education') }} as education,
        {{ null_if_blank('application_link') }} as application_link,
        {{ null_if_blank('skills') }} as skills,
        {{ null_if_blank('language') }} as language,
        {{ null_if_blank('industry') }} as industry,
        {{ null_if_blank('description') }} as description,
        {{ try_truth('is_closed') }} as is_closed,
        {{ null_if_blank('origins') }} as origins,
        {{ is_unreadable('is_closed', try_truth('is_closed')) }} as is_flag_unreadable,
        {{ any_missing(['board', 'external_id', 'fetched_at']) }} as is_missing_value,
        {{ any_too_long(texts={
            'board': 40, 'external_id': 255, 'title': 1000, 'employer': 1000, 'place': 1000
        }) }} as is_too_long

    from landed

)

select
    batch_id,
    source_file,
    source_line,
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
    case
        when is_missing_value then 'missing_value'
        when is_too_long then 'too_long'
        when fetched_at is null then 'bad_date'
        when is_flag_unreadable then 'bad_flag'
    end as rejection_reason

from typed
