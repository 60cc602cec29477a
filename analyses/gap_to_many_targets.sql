-- Which of many targets is the easiest to move to, and what does each need beyond that?
--
--     set @from_code = '19-2031.00', @to_codes = '15-1252.00,15-2051.00,29-1141.00';
--     set @domain = 'skill', @min_importance = 3;
--
-- @to_codes is a comma list of O*NET-SOC codes; NULL means every occupation but
-- @from_code.
-- @domain is a comma list of skill, knowledge, ability, work_activity; NULL means skill.
-- @min_importance is the importance to the target (points of scale IM, 1 to 5) from
-- which on an element is important; NULL means 3.
-- One row a target, the unrated and unknown ones too: status and reasons are those of
-- skill_gap_header.sql, and the figures of what cannot be compared are NULL. The easiest
-- move comes first: fewest important gaps beyond error, then least weighted shortfall,
-- then least weighted surplus, then code; what cannot be compared comes last. That is
-- how much is lacking, not how alike the work is: who asks for little comes early.
-- weighted_shortfall and weighted_surplus are sums of importance_weight (the target's)
-- times level_gap or level_surplus, over 7. They rank; they measure nothing.

with

occupations as (

    select * from {{ ref('occupations') }}

),

asked_targets as (

    {{ listed_codes('@to_codes') }}
    union all
    select occupation_code from occupations
    where
        @to_codes is null
        and occupation_code <> coalesce(@from_code, '')

),

targets as (

    {{ sides_of_moves('asked_targets', 'occupations') }}

),

asked_origin as (

    select @from_code as occupation_code

),

origin as (

    {{ sides_of_moves('asked_origin', 'occupations') }}

),

compared_elements as (

    select
        gaps.to_code,
        gaps.element_name,
        gaps.level_difference,
        gaps.level_gap,
        gaps.level_surplus,
        gaps.is_beyond_error,
        gaps.is_low_precision,
        gaps.importance_weight,
        gaps.to_importance >= {{ least_importance() }} as is_important,
        row_number() over (
            partition by gaps.to_code
            order by gaps.weighted_gap desc, gaps.level_gap desc, gaps.element_id asc
        ) as weight_rank
    from targets
    inner join {{ ref('skill_gaps') }} as gaps
        on
            gaps.from_code = @from_code
            and targets.occupation_code = gaps.to_code
    where {{ is_asked_domain('gaps.domain') }}

),

sums as (

    select
        to_code,
        count(level_difference) as elements_compared,
        count(case when level_gap > 0 then 1 end) as gaps,
        count(case when level_gap > 0 and is_beyond_error then 1 end)
            as gaps_beyond_error,
        count(case when level_gap > 0 and is_beyond_error is null then 1 end)
            as gaps_without_error,
        count(case when level_gap > 0 and is_low_precision then 1 end)
            as gaps_of_low_precision,
        count(case when level_gap > 0 and is_beyond_error and is_important then 1 end)
            as important_gaps_beyond_error,
        cast(sum(importance_weight * level_gap) / 7 as decimal(9, 6))
            as weighted_shortfall,
        cast(sum(importance_weight * level_surplus) / 7 as decimal(9, 6))
            as weighted_surplus,
        group_concat(
            case when weight_rank <= 3 and level_gap > 0 then element_name end
            order by weight_rank
            separator '; '
        ) as weightiest_gaps
    from compared_elements
    group by to_code

),

moves as (

    select
        targets.occupation_code as to_code,
        targets.title as to_title,
        targets.job_zone,
        targets.job_zone - origin.job_zone as job_zone_step,
        origin.reason as from_reason,
        targets.reason as to_reason,
        {{ status_of_move('origin', 'targets') }} as status
    from targets
    cross join origin

)

select
    moves.to_code,
    moves.to_title,
    moves.status,
    case
        when moves.status in ('from_not_rated', 'both_not_rated') then moves.from_reason
    end as from_reason,
    case
        when moves.status in ('to_not_rated', 'both_not_rated') then moves.to_reason
    end as to_reason,
    sums.elements_compared,
    sums.gaps,
    sums.gaps_beyond_error,
    sums.gaps_without_error,
    sums.gaps_of_low_precision,
    sums.important_gaps_beyond_error,
    sums.weighted_shortfall,
    sums.weighted_surplus,
    sums.weightiest_gaps,
    moves.job_zone,
    moves.job_zone_step
from moves
left join sums on moves.to_code = sums.to_code
order by
    moves.status = 'compared' desc,
    sums.important_gaps_beyond_error asc,
    sums.weighted_shortfall asc,
    sums.weighted_surplus asc,
    moves.to_code asc
