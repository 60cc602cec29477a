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

-- nothing is counted while the service sent nothing
filed as (

    select
        elements.domain as kind,
        ratings.scale_id,
        count(*) as n
    from {{ ref('stg_onet__ratings') }} as ratings
    inner join file_batch on ratings.batch_id = file_batch.batch_id
    inner join {{ ref('int_onet__elements') }} as elements
        on ratings.element_id = elements.element_id
    where
        elements.domain <> ''
        and exists (select 1 from batches_of_service)
    group by elements.domain, ratings.scale_id
    union all
    select
        'occupation' as kind,
        '' as scale_id,
        count(*) as n
    from {{ ref('stg_onet__occupation_data') }} as occupations
    inner join file_batch on occupations.batch_id = file_batch.batch_id

),

sent as (

    select
        batches_of_service.release_name,
        {{ domain_of('ratings.element_id') }} as kind,
        ratings.scale_id,
        count(*) as n
    from {{ ref('stg_onet_api__ratings') }} as ratings
    inner join batches_of_service on ratings.batch_id = batches_of_service.batch_id
    group by batches_of_service.release_name, kind, ratings.scale_id
    having kind <> ''
    union all
    select
        batches_of_service.release_name,
        'occupation' as kind,
        '' as scale_id,
        count(*) as n
    from {{ ref('stg_onet_api__occupation_data') }} as occupations
    inner join batches_of_service on occupations.batch_id = batches_of_service.batch_id
    group by batches_of_service.release_name

),

held as (

    select
        batches_of_service.release_name,
        filed.kind,
        filed.scale_id,
        filed.n as n_filed,
        0 as n_sent
    from filed
    cross join batches_of_service
    union all
    select
        release_name,
        kind,
        scale_id,
        0 as n_filed,
        n as n_sent
    from sent

),

totals as (

    select
        release_name,
        kind,
        scale_id,
        sum(n_filed) as n_filed,
        sum(n_sent) as n_sent
    from held
    group by release_name, kind, scale_id

),

differences as (

    select
        api_release_name,
        kind,
        scale_id,
        sum(verdict = 'different') as n_different,
        sum(verdict = 'only_file') as n_only_file,
        sum(verdict = 'only_api') as n_only_api
    from {{ ref('api_differences') }}
    group by api_release_name, kind, scale_id

),

counted as (

    select
        totals.release_name as api_release_name,
        totals.kind,
        totals.scale_id,
        totals.n_filed,
        totals.n_sent,
        coalesce(differences.n_different, 0) as n_different,
        coalesce(differences.n_only_file, 0) as n_only_file,
        coalesce(differences.n_only_api, 0) as n_only_api

    from totals
    left join differences
        on
            totals.release_name = differences.api_release_name
            and totals.kind = differences.kind
            and totals.scale_id = differences.scale_id

),

verdicts as (

    select
        *,
        'equal' as verdict,
        n_sent - n_different - n_only_api as n
    from counted
    union all
    select
        *,
        'different' as verdict,
        n_different as n
    from counted
    union all
    select
        *,
        'only_file' as verdict,
        n_only_file as n
    from counted
    union all
    select
        *,
        'only_api' as verdict,
        n_only_api as n
    from counted
    union all
    select
        *,
        'not_asked' as verdict,
        n_filed - (n_sent - n_only_api) - n_only_file as n
    from counted

)

select
    verdicts.api_release_name,
    verdicts.kind,
    verdicts.scale_id,
    verdicts.verdict,
    file_batch.release_name as file_release_name,
    cast(verdicts.n as signed) as n

from verdicts
cross join file_batch
where verdicts.n <> 0
