-- Do level and importance tell the same story of a move?
--
--     set @from_code = '19-2031.00', @to_code = '15-1252.00';
--     set @pairs = null, @domain = 'skill', @scale = 'LV';
--
-- @domain is a comma list of skill, knowledge, ability, work_activity; NULL means skill.
-- @scale orders the rows of a pair, the largest first: LV or NULL by weighted_gap, IM by
-- importance_gap.
-- @pairs is NULL, or stands in place of @from_code and @to_code: a JSON array of arrays
-- of two codes, '[["19-2031.00", "15-1252.00"], ["15-1252.00", "19-2031.00"]]'.
-- One row a pair and element that either side is rated on; figures of an unrated side,
-- and all that follows from them, are NULL (skill_gap_header.sql says why). Level columns
-- are points of scale LV, 0 to 7; importance columns points of scale IM, 1 to 5;
-- importance_weight and weighted_gap run from 0 to 1. Margins are those of a 95%
-- interval; is_beyond_error and is_importance_beyond_error are NULL where an error is
-- missing.

with

pairs as (

    {{ asked_pairs() }}

),

levels as (

    select * from {{ ref('occupation_levels') }}

)

{{ gaps_of_either_side('levels', 'pairs') }}
