{#
    A table: nearest occupations are looked for in it from both sides.

    What two occupations need is compared by the cosine of their importances; skills and knowledge
    count alike. What they do is the mean of tasks and activities. A part that the release does not
    hold at all is left out of the means; a part that one of the two lacks leaves a NULL.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

ratings as (

    select
        occupation_code,
        domain,
        dense_rank() over (partition by domain order by element_id) as place,
        cast(importance as double) as importance

    from {{ ref('int_onet__level_importance') }}
    where domain in ('skill', 'knowledge')

),

lengths as (

    select
        occupation_code,
        domain,
        sqrt(sum(importance * importance)) as length

    from ratings
    group by occupation_code, domain

),

elements_of_domains as (

    select
        domain,
        max(place) as elements

    from ratings
    group by domain

),

-- an occupation that lacks an importance has no direction
directions as (

    select
        ratings.occupation_code,
        {% for domain in ['skill', 'knowledge'] -%}
            sum(ratings.domain = '{{ domain }}' and ratings.importance is not null)
            = max(case when ratings.domain = '{{ domain }}' then elements_of_domains.elements end)
                as has_{{ domain }},
            {{ at_each_place(domain,
                "coalesce(max(case when ratings.domain = '" ~ domain ~ "' and ratings.place = {} "
                ~ "then ratings.importance / lengths.length end), 0) as " ~ domain ~ "_{}") }}
            {{- ',' if not loop.last }}
        {% endfor %}

    from ratings
    inner join elements_of_domains on ratings.domain = elements_of_domains.domain
    inner join lengths
        on
            ratings.occupation_code = lengths.occupation_code
            and ratings.domain = lengths.domain
    group by ratings.occupation_code

),

texts as (

    select texts.*
    from {{ ref('stg_ledger__text_similarities') }} as texts
    inner join current_batch on texts.batch_id = current_batch.batch_id

),

held_by_release as (

    select
        exists (select 1 from ratings where domain = 'knowledge') as has_knowledge,
        exists (select 1 from texts where tasks is not null) as has_tasks,
        exists (select 1 from texts where activities is not null) as has_activities,
        exists (select 1 from texts where titles is not null) as has_titles

),

profiles as (

    select
        occupations.occupation_code,
        directions.has_skill,
        directions.has_knowledge,
        {% for domain in ['skill', 'knowledge'] -%}
            {{ at_each_place(domain, "directions." ~ domain ~ "_{}") }}
            {{- ',' if not loop.last }}
        {% endfor %}

    from {{ ref('int_onet__occupations') }} as occupations
    left join directions on occupations.occupation_code = directions.occupation_code

),

pairs as (

    select
        one.occupation_code,
        other.occupation_code as other_code,
        case
            when one.has_skill and other.has_skill
                then {{ added_up('skill', 'one.skill_{} * other.skill_{}') }}
        end as skills,
        case
            when one.has_knowledge and other.has_knowledge
                then {{ added_up('knowledge', 'one.knowledge_{} * other.knowledge_{}') }}
        end as knowledge,
        texts.tasks,
        texts.activities,
        texts.titles

    from current_batch
    cross join profiles as one
    inner join profiles as other on one.occupation_code < other.occupation_code
    left join {{ ref('stg_ledger__text_similarities') }} as texts
        on
            current_batch.batch_id = texts.batch_id
            and one.occupation_code = texts.occupation_code
            and other.occupation_code = texts.other_code
    where
        (one.has_skill and other.has_skill)
        or texts.occupation_code is not null

),

parts as (

    select
        pairs.occupation_code,
        pairs.other_code,
        pairs.skills,
        case when held_by_release.has_knowledge then (pairs.skills + pairs.knowledge) / 2 end
            as skills_knowledge,
        case
            when held_by_release.has_knowledge then (pairs.skills + pairs.knowledge) / 2
            else pairs.skills
        end as needed,
        case
            when held_by_release.has_tasks and held_by_release.has_activities
                then (pairs.tasks + pairs.activities) / 2
            when held_by_release.has_tasks then pairs.tasks
            when held_by_release.has_activities then pairs.activities
        end as done,
        pairs.titles as called,
        held_by_release.has_tasks or held_by_release.has_activities as has_work,
        held_by_release.has_titles

    from pairs
    cross join held_by_release

)

select
    occupation_code,
    other_code,
    skills,
    skills_knowledge,
    case
        when has_work and has_titles then (done + called) / 2
        when has_work then done
        else called
    end as tasks_titles,
    case
        when has_work and has_titles then (needed + done + called) / 3
        when has_work then (needed + done) / 2
        when has_titles then (needed + called) / 2
    end as composite

from parts
-- in the order of the key: a row is then written beside the one before
order by occupation_code, other_code
