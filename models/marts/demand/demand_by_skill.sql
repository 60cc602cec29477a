with

postings as (

    {{ placed_postings(ref('job_postings')) }}

),

members as (

    select * from {{ ref('job_posting_listings') }}

),

found as (

    select * from {{ ref('job_listing_skills') }}

),

named as (

    select
        members.posting_id,
        found.taxonomy,
        found.skill_key,
        max(found.skill_label) as skill_label,
        max(found.method in ('named', 'label', 'pattern')) as is_sure

    from found
    inner join members
        on
            found.board = members.board
            and found.external_id = members.external_id
    group by members.posting_id, found.taxonomy, found.skill_key

),

with_skills as (

    select distinct posting_id from named

),

in_all as (

    select
        postings.week_starts_on,
        postings.county,
        postings.board,
        count(*) as postings_in_all,
        count(with_skills.posting_id) as postings_with_skills

    from postings
    left join with_skills on postings.posting_id = with_skills.posting_id
    group by postings.week_starts_on, postings.county, postings.board

),

counted as (

    select
        named.taxonomy,
        named.skill_key,
        postings.week_starts_on,
        postings.county,
        postings.board,
        max(named.skill_label) as skill_label,
        count(*) as postings,
        cast(sum(named.is_sure) as signed) as sure_postings,
        cast(sum(postings.is_open) as signed) as open_postings

    from named
    inner join postings on named.posting_id = postings.posting_id
    group by
        named.taxonomy, named.skill_key,
        postings.week_starts_on, postings.county, postings.board

)

select
    counted.taxonomy,
    counted.skill_key,
    counted.week_starts_on,
    counted.county,
    counted.board,
    counted.skill_label,
    counted.postings,
    counted.sure_postings,
    counted.open_postings,
    in_all.postings_in_all,
    1 - in_all.postings_with_skills / in_all.postings_in_all as share_without_skills

from counted
inner join in_all
    on
        counted.week_starts_on = in_all.week_starts_on
        and counted.county = in_all.county
        and counted.board = in_all.board
