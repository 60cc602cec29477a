with

similarities as (

    select * from {{ source('ledger', 'occupation_text_similarities') }}

)

select
    batch_id,
    occupation_code,
    other_code,
    tasks,
    activities,
    titles,
    texts_version

from similarities
