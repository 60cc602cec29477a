with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

occupations as (

    select
        occupation_code,
        title,
        description,
        left(occupation_code, 7) as soc_code,
        left(occupation_code, 2) as major_group,
        origin,
        release_name,
        batch_id

    from {{ ref('int_onet__occupations') }}

),

-- distinct: the list is then built once and looked up by its key, not joined line by line
occupation_job_zones as (

    select distinct
        job_zones.occupation_code,
        job_zones.job_zone

    from {{ ref('stg_onet__job_zones') }} as job_zones
    inner join current_batch on job_zones.batch_id = current_batch.batch_id

),

rated_domains as (

    select * from {{ ref('int_onet__occupation_domains') }}

),

rated_domains_of_occupations as (

    select
        occupation_code,
        max(domain = 'skill') as has_skill,
        max(domain = 'knowledge') as has_knowledge,
        max(domain = 'ability') as has_ability,
        max(domain = 'work_activity') as has_work_activity

    from rated_domains
    group by occupation_code

),

rated_domains_of_release as (

    select
        coalesce(max(domain = 'skill'), 0) as has_skill,
        coalesce(max(domain = 'knowledge'), 0) as has_knowledge,
        coalesce(max(domain = 'ability'), 0) as has_ability,
        coalesce(max(domain = 'work_activity'), 0) as has_work_activity

    from rated_domains

),

with_statuses as (

    select
        occupations.*,
        occupation_job_zones.job_zone,
        -- job zones come with the files alone
        occupation_job_zones.job_zone is not null
        or (
            occupations.origin = 'onet_api'
            and rated_domains_of_occupations.occupation_code is not null
        ) as is_data_level,
    {% for domain in ['skill', 'knowledge', 'ability', 'work_activity'] -%}
        case
            when rated_domains_of_release.has_{{ domain }} = 0 then 'not_in_release'
            when rated_domains_of_occupations.has_{{ domain }} = 1 then 'rated'
            else 'not_rated'
        end as {{ domain }}_status{{ ',' if not loop.last }}
    {% endfor %}

    from occupations
    cross join rated_domains_of_release
    left join rated_domains_of_occupations
        on occupations.occupation_code = rated_domains_of_occupations.occupation_code
    left join occupation_job_zones
        on occupations.occupation_code = occupation_job_zones.occupation_code

)

select
    occupation_code,
    title,
    description,
    soc_code,
    major_group,
    job_zone,
    is_data_level,
    case when skill_status = 'rated' then 'rated' else 'not_rated' end as ratings_status,
    case
        when skill_status = 'rated' then null
        when major_group = '55' then 'military'
        when title like '%All Other%' then 'all_other'
        else 'not_yet_rated'
    end as not_rated_reason,
    skill_status,
    knowledge_status,
    ability_status,
    work_activity_status,
    origin,
    release_name,
    batch_id

from with_statuses
