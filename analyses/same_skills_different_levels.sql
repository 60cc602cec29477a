-- Two occupations hold the same skills: what, then, sets them apart?
--
--     set @from_code = '19-2031.00', @to_code = '15-1252.00', @domain = 'skill';
--
-- Unset codes mean Chemists (19-2031.00) and Software Developers (15-1252.00). @domain
-- is a comma list of skill, knowledge, ability, work_activity; NULL means skill.
-- One row a reading of "holds a skill", from the blindest to the finest:
--   a row is there        1 or 0. O*NET gives every rated occupation a row for every
--                         skill, so any two hold the same ones: this says nothing.
--   the level is above 0  1 or 0. The strict reading.
--   level                 points of scale LV, 0 to 7.
--   importance            points of scale IM above "not important", so 0 to 4.
-- held_by_*: skills whose value is above 0. jaccard: the lesser values of all skills
-- summed, over the greater values summed: 1 for equal profiles; for values of 1 and 0 it
-- is the shared skills over all. gaps: skills with a greater value in the target;
-- sum_of_gaps adds up what is lacking, sum_of_surpluses what other skills have to spare;
-- beyond_error counts gaps above the margin of a 95% interval. Figures that need an
-- unrated side are NULL; both unrated, no rows.

with

elements_rated_on_either_side as (

    select distinct
        element_id,
        element_name
    from {{ ref('occupation_levels') }}
    where
        occupation_code in (
            coalesce(@from_code, '19-2031.00'), coalesce(@to_code, '15-1252.00')
        )
        and find_in_set(domain, replace(coalesce(@domain, 'skill'), ' ', ''))

),

elements_side_by_side as (

    select
        elements.element_name,
        max(held.element_id is not null) over () as from_is_rated,
        max(needed.element_id is not null) over () as to_is_rated,
        held.element_id is not null as from_has_row,
        needed.element_id is not null as to_has_row,
        held.level as from_level,
        needed.level as to_level,
        held.importance - 1 as from_importance,
        needed.importance - 1 as to_importance,
        gaps.is_beyond_error,
        gaps.is_importance_beyond_error
    from elements_rated_on_either_side as elements
    left join {{ ref('occupation_levels') }} as held
        on
            held.occupation_code = coalesce(@from_code, '19-2031.00')
            and elements.element_id = held.element_id
    left join {{ ref('occupation_levels') }} as needed
        on
            needed.occupation_code = coalesce(@to_code, '15-1252.00')
            and elements.element_id = needed.element_id
    left join {{ ref('skill_gaps') }} as gaps
        on
            gaps.from_code = coalesce(@from_code, '19-2031.00')
            and gaps.to_code = coalesce(@to_code, '15-1252.00')
            and elements.element_id = gaps.element_id

),

readings_of_holding as (

    select
        1 as reading_order,
        'a row is there' as reading
    union all
    select
        2 as reading_order,
        'the level is above 0' as reading
    union all
    select
        3 as reading_order,
        'level' as reading
    union all
    select
        4 as reading_order,
        'importance' as reading

),

element_readings as (

    select
        readings_of_holding.reading_order,
        readings_of_holding.reading,
        elements.element_name,
        case readings_of_holding.reading_order
            when 1 then case when elements.from_is_rated then elements.from_has_row end
            when 2 then elements.from_level > 0
            when 3 then elements.from_level
            when 4 then elements.from_importance
        end as from_value,
        case readings_of_holding.reading_order
            when 1 then case when elements.to_is_rated then elements.to_has_row end
            when 2 then elements.to_level > 0
            when 3 then elements.to_level
            when 4 then elements.to_importance
        end as to_value,
        case readings_of_holding.reading_order
            when 3 then elements.is_beyond_error
            when 4 then elements.is_importance_beyond_error
        end as is_beyond_error
    from readings_of_holding
    cross join elements_side_by_side as elements

),

readings as (

    select
        reading_order,
        reading,
        sum(from_value > 0) as held_by_from,
        sum(to_value > 0) as held_by_to,
        sum(least(from_value, to_value) > 0) as held_by_both,
        round(
            sum(least(from_value, to_value))
            / nullif(sum(greatest(from_value, to_value)), 0),
            3
        ) as jaccard,
        sum(to_value > from_value) as gaps,
        sum(greatest(to_value - from_value, 0)) as sum_of_gaps,
        sum(greatest(from_value - to_value, 0)) as sum_of_surpluses,
        sum(is_beyond_error) as beyond_error,
        substring_index(
            group_concat(
                case when to_value > from_value then element_name end
                order by to_value - from_value desc, element_name
                separator '; '
            ),
            '; ',
            3
        ) as largest_gaps
    from element_readings
    group by reading_order, reading

)

select
    readings.reading,
    origins.title as from_title,
    targets.title as to_title,
    readings.held_by_from,
    readings.held_by_to,
    readings.held_by_both,
    readings.jaccard,
    readings.gaps,
    readings.sum_of_gaps,
    readings.sum_of_surpluses,
    readings.beyond_error,
    readings.largest_gaps
from readings
left join {{ ref('occupations') }} as origins
    on origins.occupation_code = coalesce(@from_code, '19-2031.00')
left join {{ ref('occupations') }} as targets
    on targets.occupation_code = coalesce(@to_code, '15-1252.00')
order by readings.reading_order
