-- For want of whose ratings can asked moves not be compared?
--
--     set @from_codes = '19-2031.00,15-1251.00', @to_codes = '15-1252.00,15-2051.00';
--     set @tier = null, @domain = 'skill';
--
-- The variables are those of prevalent_gaps.sql. One row an occupation that stands on a
-- side of an asked move and has no ratings in the asked domains, or no such code, with
-- the number of moves that lead from it and to it; the one that costs most moves first.
-- reason: all_other, military, not_yet_rated, not_in_release, unknown_code,
-- unknown_domain.

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

sides_counted as (

    select
        from_code as occupation_code,
        1 as leads_from,
        0 as leads_to
    from asked_moves
    union all
    select
        to_code as occupation_code,
        0 as leads_from,
        1 as leads_to
    from asked_moves

),

codes_of_moves as (

    select
        occupation_code,
        cast(sum(leads_from) as signed) as moves_from,
        cast(sum(leads_to) as signed) as moves_to
    from sides_counted
    group by occupation_code

),

sides as (

    {{ sides_of_moves('codes_of_moves', 'occupations') }}

)

select
    sides.occupation_code,
    sides.title,
    sides.reason,
    codes_of_moves.moves_from,
    codes_of_moves.moves_to
from sides
inner join codes_of_moves on sides.occupation_code = codes_of_moves.occupation_code
where sides.rated_domains = 0
order by
    codes_of_moves.moves_from + codes_of_moves.moves_to desc,
    sides.occupation_code asc
