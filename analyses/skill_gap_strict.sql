-- Which elements does a target need (level above 0) that an occupation has not (level 0)?
--
--     set @from_code = '41-9012.00', @to_code = '49-9071.00', @domain = 'skill';
--
-- @domain is a comma list of skill, knowledge, ability, work_activity; NULL means skill.
-- One row a missing element, the weightiest first. Where one side is not rated nothing
-- can be called missing or present: all rows of the rated side come, is_missing_skill
-- NULL.
-- "Has a row" says nothing: O*NET rates a rated occupation on every element of a domain.
-- Levels are points of scale LV, 0 to 7; importance of scale IM, 1 to 5; weights 0 to 1.

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
    gaps.margin_of_error,
    gaps.is_beyond_error,
    gaps.is_missing_skill,
    needed.importance as to_importance,
    gaps.importance_weight,
    gaps.weighted_gap,
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
where coalesce(gaps.is_missing_skill, true)
order by
    gaps.weighted_gap desc,
    needed.importance desc,
    held.importance desc,
    elements.element_id asc
