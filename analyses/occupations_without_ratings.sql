-- Which occupations has O*NET not rated, and why?
--
--     set @domain = 'skill';
--
-- @domain is a comma list of skill, knowledge, ability, work_activity; NULL means skill.
-- One row an occupation and asked domain without ratings, those with data of other kinds
-- (is_data_level) first. reason: not_yet_rated, all_other (a residual group) and military
-- (neither is ever rated), not_in_release (the release has no ratings of the domain).
-- Not rated is not zero: a gap from or to one of these cannot be computed.

with

all_domains as (

    select 'skill' as domain
    union all
    select 'knowledge' as domain
    union all
    select 'ability' as domain
    union all
    select 'work_activity' as domain

),

occupations_by_domain as (

    select
        occupations.occupation_code,
        occupations.title,
        all_domains.domain,
        case all_domains.domain
            when 'skill' then occupations.skill_status
            when 'knowledge' then occupations.knowledge_status
            when 'ability' then occupations.ability_status
            when 'work_activity' then occupations.work_activity_status
        end as rating_status,
        occupations.not_rated_reason,
        occupations.is_data_level,
        occupations.job_zone,
        occupations.release_name
    from {{ ref('occupations') }} as occupations
    cross join all_domains
    where find_in_set(all_domains.domain, replace(coalesce(@domain, 'skill'), ' ', ''))

)

select
    occupation_code,
    title,
    domain,
    case
        when rating_status = 'not_in_release' then 'not_in_release'
        else coalesce(not_rated_reason, 'not_yet_rated')
    end as reason,
    is_data_level,
    job_zone,
    release_name
from occupations_by_domain
where rating_status <> 'rated'
order by
    is_data_level desc,
    reason asc,
    occupation_code asc,
    domain asc
