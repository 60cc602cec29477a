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

directions as (

    select
        ratings.occupation_code,
        max(ratings.domain = 'skill') as has_skill,
        max(ratings.domain = 'knowledge') as has_knowledge,
        {% for domain in ['skill', 'knowledge'] -%}
            {{ at_each_place(domain,
                "coalesce(max(case when ratings.domain = '" ~ domain ~ "' and ratings.place = {} "
                ~ "then ratings.importance / lengths.length end), 0) as " ~ domain ~ "_{}") }}
            {{- ',' if not loop.last }}
        {% endfor %}

    from ratings
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
        (select max(has_knowledge) from directions) as has_knowledge,
        exists (select 1 from texts where tasks is not null) as has_tasks,
        exists (select 1 from texts where activities is not null) as has_activities,
        exists (select 1 from texts where titles is not null) as has_titles

),

needs as (

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
        end as knowledge

    from directions as one
    inner join directions as other on one.occupation_code < other.occupation_code

),

pairs as (

    select
        occupation_code,
        other_code,
        max(skills) as skills,
        max(knowledge) as knowledge,
        max(tasks) as tasks,
        max(activities) as activities,
        max(titles) as titles

    from (
        select
            occupation_code,
            other_code,
            skills,
            knowledge,
            null as tasks,
            null as activities,
            null as titles
        from needs
        union all
        select
            occupation_code,
            other_code,
            null as skills,
            null as knowledge,
            tasks,
            activities,
            titles
        from texts
    ) as parts
    group by occupation_code, other_code

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
