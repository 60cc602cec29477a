-- By how much does the level a target needs exceed the level an occupation has?
--
--     set @from_code = '19-2031.00', @to_code = '15-1252.00', @domain = 'skill';
--
-- @domain is a comma list of skill, knowledge, ability, work_activity; NULL means skill.
-- One row an element that either side is rated on, the weightiest gap first; figures of
-- an unrated side, and all that follows from them, are NULL (skill_gap_header.sql tells
-- why). Levels, differences, gaps, surpluses and margins are points of scale LV, 0 to 7;
-- importance is points of scale IM, 1 to 5; importance_weight and weighted_gap run from 0
-- to 1. The margin is that of a 95% interval; is_beyond_error is NULL where an error is
-- missing.

with

elements_rated_on_either_side as (

    select distinct
        element_id,
        element_name,
        domain
    from {{ ref('occupation_levels') }}
    where
        occupation_code in (@from_code, @to_code)
        and find_in_set(domain, replace(coalesce(@domain, 'skill'), ' ', ''))

)

select
    elements.element_id,
    elements.element_name,
    elements.domain,
    held.level as from_level,
    needed.level as to_level,
    gaps.level_difference,
    gaps.level_gap,
    gaps.level_surplus,
    gaps.margin_of_error,
    gaps.is_beyond_error,
    gaps.is_missing_skill,
    needed.importance as to_importance,
    gaps.importance_weight,
    gaps.weighted_gap,
    held.level_meaning as from_level_meaning,
    needed.level_meaning as to_level_meaning,
    coalesce(
        gaps.is_low_precision, held.is_low_precision, needed.is_low_precision
    ) as is_low_precision
from elements_rated_on_either_side as elements
left join {{ ref('occupation_levels') }} as held
    on
        held.occupation_code = @from_code
        and elements.element_id = held.element_id
left join {{ ref('occupation_levels') }} as needed
    on
        needed.occupation_code = @to_code
        and elements.element_id = needed.element_id
left join {{ ref('skill_gaps') }} as gaps
    on
        gaps.from_code = @from_code
        and gaps.to_code = @to_code
        and elements.element_id = gaps.element_id
order by
    gaps.weighted_gap desc,
    needed.importance desc,
    held.importance desc,
    elements.element_id asc
