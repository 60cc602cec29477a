-- Do level and importance tell the same story of a move?
--
--     set @from_code = '19-2031.00', @to_code = '15-1252.00';
--     set @domain = 'skill', @scale = 'LV';
--
-- @domain is a comma list of skill, knowledge, ability, work_activity; NULL means skill.
-- @scale orders the rows, the largest first: LV or NULL by weighted_gap, IM by
-- importance_gap.
-- One row an element that either side is rated on; figures of an unrated side, and all
-- that follows from them, are NULL (skill_gap_header.sql says why). Level columns are
-- points of scale LV, 0 to 7; importance columns points of scale IM, 1 to 5;
-- importance_weight and weighted_gap run from 0 to 1. Margins are those of a 95%
-- interval; is_beyond_error and is_importance_beyond_error are NULL where an error is
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
    held.level_se as from_level_se,
    needed.level_se as to_level_se,
    gaps.level_difference,
    gaps.level_gap,
    gaps.level_surplus,
    gaps.margin_of_error,
    gaps.is_beyond_error,
    gaps.is_missing_skill,
    held.importance as from_importance,
    needed.importance as to_importance,
    gaps.importance_difference,
    gaps.importance_gap,
    gaps.importance_margin_of_error,
    gaps.is_importance_beyond_error,
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
    case when @scale = 'IM' then gaps.importance_gap else gaps.weighted_gap end desc,
    needed.importance desc,
    held.importance desc,
    elements.element_id asc
