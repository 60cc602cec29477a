{#
    A table: every rating of the files is looked up in it.

    Per occupation and domain the newest complete release wins and a tie goes to the files, whose
    rows count as complete as they stand: a delivery of files is judged whole when it is loaded.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

candidates as (

    select * from {{ ref('int_onet__candidate_batches') }}

),

expected_ratings as (

    select * from {{ ref('int_onet_api__expected_ratings') }}

),

expected_of_domains as (

    select
        batch_id,
        domain,
        count(*) as n_expected
    from expected_ratings
    group by batch_id, domain

),

complete as (

    select
        ratings.occupation_code,
        expected_ratings.domain,
        ratings.batch_id

    from {{ ref('stg_onet_api__ratings') }} as ratings
    inner join expected_ratings
        on
            ratings.batch_id = expected_ratings.batch_id
            and ratings.element_id = expected_ratings.element_id
            and ratings.scale_id = expected_ratings.scale_id
    inner join {{ ref('int_onet__occupations') }} as occupations
        on ratings.occupation_code = occupations.occupation_code
    inner join expected_of_domains
        on
            expected_ratings.batch_id = expected_of_domains.batch_id
            and expected_ratings.domain = expected_of_domains.domain
    group by
        ratings.occupation_code,
        expected_ratings.domain,
        ratings.batch_id,
        expected_of_domains.n_expected
    having count(*) = expected_of_domains.n_expected

),

-- nothing is read for it while the service sent nothing; distinct gives it a key to look it up by
rated_by_files as (

    select distinct
        ratings.occupation_code,
        elements.domain

    from {{ ref('stg_onet__ratings') }} as ratings
    inner join candidates
        on
            ratings.batch_id = candidates.batch_id
            and candidates.origin = 'file'
    inner join {{ ref('int_onet__elements') }} as elements
        on ratings.element_id = elements.element_id
    where
        elements.domain <> ''
        and exists (select 1 from expected_ratings)

),

ranked as (

    select
        complete.occupation_code,
        complete.domain,
        complete.batch_id,
        candidates.release_name,
        row_number() over (
            partition by complete.occupation_code, complete.domain order by candidates.preference
        ) as place

    from complete
    inner join candidates on complete.batch_id = candidates.batch_id
    left join rated_by_files
        on
            complete.occupation_code = rated_by_files.occupation_code
            and complete.domain = rated_by_files.domain
    where
        rated_by_files.domain is null
        or candidates.is_newer_than_files

)

select
    occupation_code,
    domain,
    batch_id,
    release_name

from ranked
where place = 1
