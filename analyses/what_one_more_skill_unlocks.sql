-- Which occupations come within reach once a skill is raised, and what is left to learn?
--
--     set @from_code = '19-2031.00', @element_id = '2.B.3.e', @level = 4;
--     set @domain = 'skill', @min_importance = 3, @gaps_allowed = 0;
--
-- @element_id is the skill's; NULL means each in turn. @level is the level it is raised
-- to (points of scale LV, 0 to 7); NULL means the level that each occupation needs.
-- @domain is a comma list of skill, knowledge, ability, work_activity; NULL means skill.
-- @min_importance is the importance to the target (points of scale IM, 1 to 5) from
-- which on an element is important; NULL means 3. @gaps_allowed: NULL means 0.
-- An occupation is within reach where no more than @gaps_allowed important elements of
-- it have a gap that is not known to be within the ratings' error: a gap without an
-- error is in the way, too. The raised level is known, so its error is 0 and the margin
-- is that of the target's rating alone: the level needed is to_level - 1.96 * standard
-- error, and never below from_level. A raise takes its own gap out of the way, or does
-- nothing.
-- One row an occupation that is within reach only after the raise (status unlocked), for
-- several skills one row each; then, where the occupation moved from is rated, one row
-- an occupation that cannot be compared for want of ratings (status to_not_rated or
-- both_not_rated, with the reason). *_left is what remains after the raise.
-- Unlocked ones come in the order of the raise they need, or, at a given @level, of the
-- weighted shortfall that is left.

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
        to_code,
        element_id,
        element_name,
        from_level,
        to_level,
        to_importance,
        level_gap,
        margin_of_error,
        level_needed,
        {{ level_raised_to('level_needed') }} as raised_to,
        greatest(to_level - {{ level_raised_to('level_needed') }}, 0) as level_gap_left
    from last_obstacles
    where
        level_needed <= {{ level_raised_to('level_needed') }}
        and (@element_id is null or element_id = @element_id)

),

elements_after_the_raise as (

    select
        unlocked.to_code,
        unlocked.element_id as raised_element_id,
        elements.element_id,
        elements.element_name,
        elements.importance_weight,
        case
            when elements.element_id = unlocked.element_id then unlocked.level_gap_left
            else elements.level_gap
        end as level_gap,
        -- what is left of the raised one is within its error, else nothing were unlocked
        case
            when elements.element_id = unlocked.element_id then 0
            else elements.is_beyond_error
        end as is_beyond_error
    from unlocked
    inner join elements_of_moves as elements on unlocked.to_code = elements.to_code

),

ranked_elements as (

    select
        to_code,
        raised_element_id,
        element_name,
        importance_weight,
        level_gap,
        is_beyond_error,
        row_number() over (
            partition by to_code, raised_element_id
            order by importance_weight * level_gap desc, level_gap desc, element_id asc
        ) as weight_rank
    from elements_after_the_raise

),

left_to_learn as (

    select
        to_code,
        raised_element_id,
        count(case when level_gap > 0 then 1 end) as gaps_left,
        count(case when level_gap > 0 and is_beyond_error then 1 end)
            as gaps_left_beyond_error,
        count(case when level_gap > 0 and is_beyond_error is null then 1 end)
            as gaps_left_without_error,
        cast(sum(importance_weight * level_gap) / 7 as decimal(9, 6))
            as weighted_shortfall_left,
        group_concat(
            case when weight_rank <= 3 and level_gap > 0 then element_name end
            order by weight_rank
            separator '; '
        ) as weightiest_left
    from ranked_elements
    group by to_code, raised_element_id

),

all_codes as (

    select occupation_code from occupations

),

targets as (

    {{ sides_of_moves('all_codes', 'occupations') }}

),

asked_origin as (

    select @from_code as occupation_code

),

origin as (

    {{ sides_of_moves('asked_origin', 'occupations') }}

),

moves as (

    select
        targets.occupation_code as to_code,
        targets.title as to_title,
        targets.reason,
        targets.job_zone,
        targets.job_zone - origin.job_zone as job_zone_step,
        {{ status_of_move('origin', 'targets') }} as status
    from targets
    inner join origin
        on
            targets.occupation_code <> origin.occupation_code
            and origin.rated_domains > 0

)

select
    unlocked.element_id,
    unlocked.element_name,
    moves.to_code,
    moves.to_title,
    case when unlocked.to_code is null then moves.status else 'unlocked' end as status,
    case when unlocked.to_code is null then moves.reason end as reason,
    unlocked.from_level,
    unlocked.to_level,
    unlocked.to_importance,
    unlocked.level_gap,
    unlocked.margin_of_error,
    unlocked.level_needed,
    unlocked.raised_to,
    unlocked.level_gap_left,
    left_to_learn.gaps_left,
    left_to_learn.gaps_left_beyond_error,
    left_to_learn.gaps_left_without_error,
    left_to_learn.weighted_shortfall_left,
    left_to_learn.weightiest_left,
    moves.job_zone,
    moves.job_zone_step
from moves
left join unlocked on moves.to_code = unlocked.to_code
left join left_to_learn
    on
        unlocked.to_code = left_to_learn.to_code
        and unlocked.element_id = left_to_learn.raised_element_id
where
    unlocked.to_code is not null
    or moves.status <> 'compared'
order by
    unlocked.to_code is null,
    case when @level is null then unlocked.level_needed - unlocked.from_level end,
    left_to_learn.weighted_shortfall_left,
    moves.to_code,
    unlocked.element_id
