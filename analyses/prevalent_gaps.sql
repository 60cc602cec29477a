-- Over many moves, which skills are short most often, and by how much?
--
--     set @from_codes = '19-2031.00,15-1251.00', @to_codes = '15-1252.00,15-2051.00';
--     set @tier = null, @domain = 'skill', @min_importance = 3;
--
-- The moves: every pair of @from_codes and @to_codes (comma lists of O*NET-SOC codes)
-- but from an occupation to itself. Without @to_codes those to O*NET's related
-- occupations, of @tier (comma list of Primary-Short, Primary-Long, Supplemental; NULL
-- means all). Without @from_codes they lead from every occupation.
-- @domain is a comma list of skill, knowledge, ability, work_activity; NULL means skill.
-- @min_importance is the importance to the target (points of scale IM, 1 to 5) from
-- which on an element is important; NULL means 3.
-- One row an element, the one that most often lacks beyond error first, then by
-- mean_weighted_gap. Shares are those of the moves in which the question has an answer:
-- moves_without_error have a gap and no error, so whether it is beyond is not known.
-- mean_gap and largest_gap are points of scale LV; mean_gap is over moves with a gap,
-- mean_weighted_gap over all compared. moves_asked less moves_compared were not
-- compared, for a side has no ratings (moves_not_compared.sql names it). No rows: no
-- move could be.

with

occupations as (

    select * from {{ ref('occupations') }}

),

related_occupations as (

    select * from {{ ref('related_occupations') }}

),

asked_moves as (

    {{ asked_moves('occupations', 'related_occupations') }}

),

gaps_by_verdict as (

    -- each difference is judged once, so that few groups are left to add up
    select
        gaps.element_id,
        case
            when gaps.level_difference <= 0 then 'none'
            when gaps.level_difference > 0
                then
                    case gaps.is_beyond_error
                        when 1 then 'beyond'
                        when 0 then 'within'
                        else 'unjudged'
                    end
        end as verdict,
        gaps.to_importance >= {{ least_importance() }} as is_important,
        count(*) as n_moves,
        sum(case when gaps.level_difference > 0 then gaps.level_difference end)
            as sum_of_gaps,
        max(gaps.level_difference) as largest_difference,
        sum(
            case
                when gaps.level_difference > 0
                    then gaps.importance_weight * gaps.level_difference
            end
        ) as sum_of_weights_times_gaps
    from asked_moves
    inner join {{ ref('skill_gaps') }} as gaps
        on
            asked_moves.from_code = gaps.from_code
            and asked_moves.to_code = gaps.to_code
    where {{ is_asked_domain('gaps.domain') }}
    group by gaps.element_id, verdict, is_important

),

counts as (

    select
        element_id,
        sum(n_moves) as compared,
        sum(case when verdict <> 'none' then n_moves else 0 end) as with_gap,
        sum(case when verdict = 'beyond' then n_moves else 0 end) as beyond,
        sum(case when verdict = 'unjudged' then n_moves else 0 end) as unjudged,
        sum(case when verdict = 'beyond' and is_important then n_moves else 0 end)
            as important_beyond,
        sum(case when verdict = 'unjudged' and is_important then n_moves else 0 end)
            as important_unjudged,
        sum(sum_of_gaps) as sum_of_gaps,
        greatest(max(largest_difference), 0) as largest_gap,
        coalesce(sum(sum_of_weights_times_gaps), 0) / 7 as sum_of_weighted_gaps
    from gaps_by_verdict
    where verdict is not null
    group by element_id

),

moves_asked as (

    select count(*) as n_moves from asked_moves

)

select
    counts.element_id,
    elements.element_name,
    elements.domain,
    moves_asked.n_moves as moves_asked,
    cast(counts.compared as signed) as moves_compared,
    cast(counts.with_gap as signed) as moves_with_gap,
    cast(counts.beyond as signed) as moves_beyond_error,
    cast(counts.unjudged as signed) as moves_without_error,
    cast(counts.important_beyond as signed) as moves_important_beyond_error,
    round(counts.with_gap / counts.compared, 4) as share_with_gap,
    round(counts.beyond / nullif(counts.compared - counts.unjudged, 0), 4)
        as share_beyond_error,
    round(
        counts.important_beyond
        / nullif(counts.compared - counts.important_unjudged, 0),
        4
    ) as share_important_beyond_error,
    round(counts.sum_of_gaps / nullif(counts.with_gap, 0), 4) as mean_gap,
    counts.largest_gap,
    round(counts.sum_of_weighted_gaps / counts.compared, 6) as mean_weighted_gap
from counts
inner join {{ ref('elements') }} as elements on counts.element_id = elements.element_id
cross join moves_asked
order by
    share_beyond_error desc,
    mean_weighted_gap desc,
    counts.element_id asc
