with

candidates as (

    select * from {{ ref('int_onet__candidate_batches') }}

),

file_batch as (

    select * from candidates
    where origin = 'file'

),

batches_of_service as (

    select * from candidates
    where origin = 'onet_api'

),

-- distinct: both servers then build the list once, with a key to look it up by
filed as (

    select distinct
        batch_id,
        occupation_code,
        title,
        description
    from {{ ref('stg_onet__occupation_data') }}

),

sent as (

    select distinct
        batch_id,
        occupation_code,
        title,
        description
    from {{ ref('stg_onet_api__occupation_data') }}

),

batches_asked_whole as (

    select distinct batch_id
    from {{ ref('stg_onet_api__occupation_data') }}
    where source_file not like '% %'

),

compared as (

    select
        batches_of_service.release_name as api_release_name,
        file_batch.release_name as file_release_name,
        sent.occupation_code,
        filed.occupation_code is not null as is_in_files,
        concat_ws(
            ',',
            case when filed.title <> sent.title then 'title' end,
            case when filed.description <> sent.description then 'description' end
        ) as differs_in,
        filed.title as file_title,
        sent.title as api_title

    from batches_of_service
    cross join file_batch
    inner join sent on batches_of_service.batch_id = sent.batch_id
    left join filed
        on
            file_batch.batch_id = filed.batch_id
            and sent.occupation_code = filed.occupation_code

)

select
    api_release_name,
    file_release_name,
    occupation_code,
    case when is_in_files then 'different' else 'only_api' end as verdict,
    case when is_in_files then differs_in end as differs_in,
    file_title,
    api_title
from compared
where
    not is_in_files
    or differs_in <> ''

union all

select
    batches_of_service.release_name as api_release_name,
    file_batch.release_name as file_release_name,
    filed.occupation_code,
    'only_file' as verdict,
    null as differs_in,
    filed.title as file_title,
    null as api_title
from batches_of_service
inner join batches_asked_whole on batches_of_service.batch_id = batches_asked_whole.batch_id
cross join file_batch
inner join filed on file_batch.batch_id = filed.batch_id
left join sent
    on
        batches_of_service.batch_id = sent.batch_id
        and filed.occupation_code = sent.occupation_code
where sent.occupation_code is null
