{#
    A table, not a view: the ratings of the service are looked up in it.

    The files say which occupations there are. One that only the service lists is added where its
    release is not older than theirs: an older one lists what has gone since.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

candidates as (

    select * from {{ ref('int_onet__candidate_batches') }}

),

of_files as (

    select
        occupations.occupation_code,
        occupations.title,
        occupations.description,
        candidates.origin,
        candidates.release_name,
        candidates.batch_id

    from {{ ref('stg_onet__occupation_data') }} as occupations
    inner join candidates on occupations.batch_id = candidates.batch_id

),

-- distinct: both servers then build the list once, with a key to look it up by
codes_of_files as (

    select distinct occupation_code from of_files

),

of_service as (

    select
        occupations.occupation_code,
        occupations.title,
        occupations.description,
        candidates.origin,
        candidates.release_name,
        candidates.batch_id,
        row_number() over (
            partition by occupations.occupation_code order by candidates.preference
        ) as place

    from {{ ref('stg_onet_api__occupation_data') }} as occupations
    inner join candidates on occupations.batch_id = candidates.batch_id
    inner join candidates as file_batch
        on
            file_batch.origin = 'file'
            and candidates.release_order >= file_batch.release_order
    left join codes_of_files on occupations.occupation_code = codes_of_files.occupation_code
    where codes_of_files.occupation_code is null

)

select
    occupation_code,
    title,
    description,
    origin,
    release_name,
    batch_id
from of_files
union all
select
    occupation_code,
    title,
    description,
    origin,
    release_name,
    batch_id
from of_service
where place = 1
