-- Who is compared with whom, can they be compared, and if not, why?
--
--     set @from_code = '19-2031.00', @to_code = '15-1252.00', @domain = 'skill';
--     set @pairs = null, @from_given = null, @to_given = null;
--
-- @domain is a comma list of skill, knowledge, ability, work_activity; NULL means skill.
-- @pairs is NULL, or stands in place of @from_code and @to_code: a JSON array of arrays
-- of two codes, '[["19-2031.00", "15-1252.00"], ["15-1252.00", "19-2031.00"]]'.
-- Always one row a pair; read it before the rows of a gap: no rows never means "no gap".
-- status: compared (some asked domain is rated for both), from_not_rated, to_not_rated,
-- both_not_rated (no asked domain is rated for both, and neither side alone is to blame).
-- A reason stands where the status names that side: all_other, military, not_yet_rated,
-- not_in_release, unknown_code, unknown_domain. rated_on is the month of the newest
-- rating, origin where the ratings come from, release_name of what release.
-- @from_given and @to_given are comma lists of domains that the side counts as rated in
-- though the marts have nothing: skill_gap_of_given_ratings.sql was given the ratings.

with

pairs as (

    {{ asked_pairs() }}

),

asked_domains as (

    select all_domains.domain
    from (
        select 'skill' as domain
        union all
        select 'knowledge' as domain
        union all
        select 'ability' as domain
        union all
        select 'work_activity' as domain
    ) as all_domains
    where find_in_set(all_domains.domain, replace(coalesce(@domain, 'skill'), ' ', ''))

),

sides_of_domains as (

    select
        pairs.from_code,
        pairs.to_code,
        asked_domains.domain,
        case
            when find_in_set(asked_domains.domain, @from_given) then 'rated'
            else origins.status
        end as from_status,
        case
            when find_in_set(asked_domains.domain, @to_given) then 'rated'
            else targets.status
        end as to_status,
        origins.origin as from_origin,
        targets.origin as to_origin,
        origins.release_name as from_release_name,
        targets.release_name as to_release_name,
        origins.rated_on as from_rated_on,
        targets.rated_on as to_rated_on
    from pairs
    left join asked_domains on true
    left join {{ ref('occupation_domains') }} as origins
        on
            pairs.from_code = origins.occupation_code
            and asked_domains.domain = origins.domain
    left join {{ ref('occupation_domains') }} as targets
        on
            pairs.to_code = targets.occupation_code
            and asked_domains.domain = targets.domain

),

sides as (

    select
        from_code,
        to_code,
        count(domain) as asked,
        coalesce(sum(from_status = 'rated' and to_status = 'rated'), 0) as compared,
        coalesce(sum(from_status = 'rated'), 0) as from_rated,
        coalesce(sum(to_status = 'rated'), 0) as to_rated,
        coalesce(sum(from_status = 'not_in_release'), 0) as from_not_in_release,
        coalesce(sum(to_status = 'not_in_release'), 0) as to_not_in_release,
        group_concat(domain order by domain) as domains,
        group_concat(
            case when coalesce(from_status, '') <> 'rated' then domain end order by domain
        ) as from_unrated_domains,
        group_concat(
            case when coalesce(to_status, '') <> 'rated' then domain end order by domain
        ) as to_unrated_domains,
        group_concat(distinct from_origin order by from_origin) as from_origin,
        group_concat(distinct to_origin order by to_origin) as to_origin,
        group_concat(
            distinct from_release_name order by from_release_name
        ) as from_release_name,
        group_concat(
            distinct to_release_name order by to_release_name
        ) as to_release_name,
        max(from_rated_on) as from_rated_on,
        max(to_rated_on) as to_rated_on
    from sides_of_domains
    group by from_code, to_code

),

verdict as (

    select
        sides.*,
        {{ status_of_sides('compared', 'from_rated', 'to_rated') }} as status
    from sides

)

select
    verdict.from_code,
    origins.title as from_title,
    verdict.to_code,
    targets.title as to_title,
    verdict.domains,
    verdict.status,
    case
        when verdict.status not in ('from_not_rated', 'both_not_rated') then null
        when origins.occupation_code is null then 'unknown_code'
        when verdict.asked = 0 then 'unknown_domain'
        when verdict.from_not_in_release = verdict.asked then 'not_in_release'
        else coalesce(origins.not_rated_reason, 'not_yet_rated')
    end as from_reason,
    case
        when verdict.status not in ('to_not_rated', 'both_not_rated') then null
        when targets.occupation_code is null then 'unknown_code'
        when verdict.asked = 0 then 'unknown_domain'
        when verdict.to_not_in_release = verdict.asked then 'not_in_release'
        else coalesce(targets.not_rated_reason, 'not_yet_rated')
    end as to_reason,
    verdict.from_unrated_domains,
    verdict.to_unrated_domains,
    verdict.from_rated_on,
    verdict.to_rated_on,
    verdict.from_origin,
    verdict.to_origin,
    verdict.from_release_name,
    verdict.to_release_name,
    releases.release_name,
    releases.released_on,
    releases.is_sample,
    releases.published_at,
    publication.invocation_id
from verdict
left join {{ ref('occupations') }} as origins
    on verdict.from_code = origins.occupation_code
left join {{ ref('occupations') }} as targets
    on verdict.to_code = targets.occupation_code
left join {{ ref('published_releases') }} as releases
    on releases.source = 'onet'
left join {{ ref('publication') }} as publication
    on true
