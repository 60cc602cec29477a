with

occupations as (

    select * from {{ ref('occupations') }}

),

rated_domains as (

    select * from {{ ref('int_onet__occupation_domains') }}

),

statuses as (

    {% for domain in ['skill', 'knowledge', 'ability', 'work_activity'] -%}
        select
            occupation_code,
            '{{ domain }}' as domain,
            {{ domain }}_status as status
        from occupations
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    statuses.occupation_code,
    statuses.domain,
    statuses.status,
    rated_domains.origin,
    rated_domains.release_name,
    rated_domains.rated_on

from statuses
left join rated_domains
    on
        statuses.occupation_code = rated_domains.occupation_code
        and statuses.domain = rated_domains.domain
