with

skills as (

    select * from {{ source('ledger', 'job_text_skills') }}

)

select
    text_hash,
    taxonomy,
    skill_code,
    label,
    method,
    written,
    sentence

from skills
