-- The occupations of the current release, where nothing of them was compared in words: the run of
-- the pipeline does it before it builds, and without it two distances would be missing.
with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

occupations as (

    select
        occupations.batch_id,
        count(*) as occupations
    from {{ ref('stg_onet__occupation_data') }} as occupations
    inner join current_batch on occupations.batch_id = current_batch.batch_id
    group by occupations.batch_id

)

select
    occupations.batch_id,
    occupations.occupations
from occupations
where
    occupations.occupations > 1
    and not exists (
        select 1 from {{ ref('stg_ledger__text_similarities') }} as similarities
        where occupations.batch_id = similarities.batch_id
    )
