-- How much of O*NET's list of related occupations do our nearest occupations find?
--
--     set @tier = null;
--
-- @tier is Primary-Short, Primary-Long or Supplemental, as O*NET words it; NULL takes all
-- and each. O*NET lists 20 occupations for each, we show 20; a list counts where both of
-- its occupations are rated, for an occupation without ratings can be near by none of the
-- distances that rest on them. found_share is the share of those that are among our 20.
-- Two rows are no distances of ours, but what they are to be held against: random (20
-- drawn from all others) and presence (which skills are important, 3 or more on scale IM,
-- and no level: shared ones over all). O*NET made its list of the tasks, titles and
-- knowledge of occupations, so the agreement of composite and tasks_titles is in part the
-- agreement of a thing with itself; that of skills is not. Takes some seconds.

with

rated as (

    select occupation_code
    from {{ ref('occupations') }}
    where ratings_status = 'rated'

),

related as (

    select
        related.occupation_code,
        related.related_occupation_code,
        related.relatedness_tier as tier
    from {{ ref('related_occupations') }} as related
    inner join rated as ours on related.occupation_code = ours.occupation_code
    inner join rated as others on related.related_occupation_code = others.occupation_code

),

asked as (

    select
        occupation_code,
        related_occupation_code,
        tier
    from related
    where tier = coalesce(@tier, tier)
    union all
    select
        occupation_code,
        related_occupation_code,
        'all' as tier
    from related
    where @tier is null

),

important_skills as (

    select
        occupation_code,
        sum(case when importance >= {{ important_from() }} then 1 << place else 0 end) as skills
    from (
        select
            occupation_code,
            importance,
            dense_rank() over (order by element_id) as place
        from {{ ref('occupation_levels') }}
        where domain = 'skill'
    ) as placed
    group by occupation_code

),

near_by_presence as (

    select
        occupation_code,
        similar_occupation_code
    from (
        select
            ours.occupation_code,
            others.occupation_code as similar_occupation_code,
            row_number() over (
                partition by ours.occupation_code
                order by
                    bit_count(ours.skills & others.skills)
                    / greatest(bit_count(ours.skills | others.skills), 1) desc,
                    others.occupation_code asc
            ) as similarity_rank
        from important_skills as ours
        inner join important_skills as others
            on ours.occupation_code <> others.occupation_code
    ) as ranked
    where similarity_rank <= {{ nearest_shown() }}

),

found as (

    select
        nearest.distance,
        asked.tier,
        count(*) as found
    from asked
    inner join {{ ref('similar_occupations') }} as nearest
        on
            asked.occupation_code = nearest.occupation_code
            and asked.related_occupation_code = nearest.similar_occupation_code
    group by nearest.distance, asked.tier
    union all
    select
        'presence' as distance,
        asked.tier,
        count(*) as found
    from asked
    inner join near_by_presence
        on
            asked.occupation_code = near_by_presence.occupation_code
            and asked.related_occupation_code = near_by_presence.similar_occupation_code
    group by asked.tier
    union all
    select
        'random' as distance,
        asked.tier,
        count(*)
        * least({{ nearest_shown() }} / nullif((select count(*) - 1 from rated), 0), 1) as found
    from asked
    group by asked.tier

),

listed as (

    select
        tier,
        count(distinct occupation_code) as occupations,
        count(*) as listed
    from asked
    group by tier

)

select
    releases.release_name,
    found.distance,
    found.tier,
    listed.occupations,
    listed.listed,
    round(found.found) as found,
    round(found.found / listed.listed, 4) as found_share
from found
inner join listed on found.tier = listed.tier
left join {{ ref('published_releases') }} as releases
    on releases.source = 'onet'
order by
    found.tier = 'all' desc,
    found.tier asc,
    field(
        found.distance,
        'random', 'presence', 'skills', 'skills_knowledge', 'tasks_titles', 'composite'
    ) asc
