-- Which one skill should be raised, for most occupations to come within reach?
--
--     set @from_code = '19-2031.00', @element_id = null, @level = null;
--     set @domain = 'skill', @min_importance = 3, @gaps_allowed = 0;
--
-- The variables, and what within reach means, are those of
-- what_one_more_skill_unlocks.sql, which names the occupations. One row a skill of the
-- occupation moved from, the one that unlocks most first, also where it unlocks none.
-- level_for_first is the level that brings the first occupation within reach,
-- level_for_all the one that brings all of them, of those that @level reaches where it
-- is set. within_reach, out_of_reach and not_compared count the occupations before any
-- raise: those within reach, those compared and not within reach, and those without
-- ratings; they are the same in every row. No rows: origin_of_moves.sql says why.

with

occupations as (

    select * from {{ ref('occupations') }}

),

skill_gaps as (

    select * from {{ ref('skill_gaps') }}

),

elements_of_moves as (

    {{ elements_of_moves('skill_gaps') }}

),

levels as (

    select * from {{ ref('occupation_levels') }}

),

last_obstacles as (

    {{ last_obstacles('elements_of_moves', 'levels') }}

),

unlocked as (

    select
        element_id,
        count(*) as occupations_unlocked,
        min(level_needed) as level_for_first,
        max(level_needed) as level_for_all
    from last_obstacles
    where level_needed <= {{ level_raised_to('level_needed') }}
    group by element_id

),

obstacles_of_moves as (

    select distinct
        to_code,
        obstacles
    from elements_of_moves

),

reach as (

    select
        count(*) as compared,
        count(
            case when obstacles <= cast(coalesce(@gaps_allowed, 0) as signed) then 1 end
        ) as within_reach
    from obstacles_of_moves

),

others as (

    select count(*) as n_others from occupations
    where occupation_code <> @from_code

),

held as (

    select
        element_id,
        element_name,
        domain,
        level
    from {{ ref('occupation_levels') }}
    where
        occupation_code = @from_code
        and {{ is_asked_domain('domain') }}
        and (@element_id is null or element_id = @element_id)

)

select
    held.element_id,
    held.element_name,
    held.domain,
    held.level as from_level,
    coalesce(unlocked.occupations_unlocked, 0) as occupations_unlocked,
    unlocked.level_for_first,
    unlocked.level_for_all,
    reach.within_reach,
    reach.compared - reach.within_reach as out_of_reach,
    others.n_others - reach.compared as not_compared
from held
cross join reach
cross join others
left join unlocked on held.element_id = unlocked.element_id
order by
    occupations_unlocked desc,
    unlocked.level_for_all - held.level asc,
    held.element_id asc
