-- From which occupation do moves lead, is it rated, and on which figures does that rest?
--
--     set @from_code = '19-2031.00', @domain = 'skill';
--
-- @domain is a comma list of skill, knowledge, ability, work_activity; NULL means skill.
-- Always one row; read it before the rows of gap_to_many_targets.sql, of
-- what_one_more_skill_unlocks.sql and of skills_that_unlock_most.sql. status: rated (in
-- an asked domain at least) or not_rated; only then there is a reason: all_other,
-- military, not_yet_rated, not_in_release, unknown_code, unknown_domain.

with

occupations as (

    select * from {{ ref('occupations') }}

),

asked_origin as (

    select @from_code as occupation_code

),

origin as (

    {{ sides_of_moves('asked_origin', 'occupations') }}

)

select
    origin.occupation_code as from_code,
    origin.title as from_title,
    {{ asked_domains() }} as domains,
    case when origin.rated_domains > 0 then 'rated' else 'not_rated' end as status,
    case when origin.rated_domains = 0 then origin.reason end as reason,
    origin.job_zone,
    releases.release_name,
    releases.released_on,
    releases.is_sample,
    releases.published_at,
    publication.invocation_id
from origin
left join {{ ref('published_releases') }} as releases
    on releases.source = 'onet'
left join {{ ref('publication') }} as publication
    on true
