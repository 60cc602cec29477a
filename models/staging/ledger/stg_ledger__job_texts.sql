with

texts as (

    select * from {{ source('ledger', 'job_texts') }}

)

select
    text_hash,
    kind,
    skills,
    label_batch_id,
    skills_version

from texts
