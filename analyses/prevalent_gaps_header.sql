-- How many of the asked moves can be compared, how many not, and on which figures?
--
--     set @from_codes = '19-2031.00,15-1251.00', @to_codes = '15-1252.00,15-2051.00';
--     set @tier = null, @domain = 'skill';
--
-- The variables are those of prevalent_gaps.sql. Always one row; read it before the rows
-- of prevalent_gaps.sql. moves is the number asked, compared that of those whose sides
-- are both rated in some asked domain; the other three are those that are not, by the
-- side to blame, as in skill_gap_header.sql; moves_not_compared.sql names the
-- occupations.

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

codes_of_moves as (

    select from_code as occupation_code from asked_moves
    union distinct
    select to_code as occupation_code from asked_moves

),

sides as (

    {{ sides_of_moves('codes_of_moves', 'occupations') }}

),

moves as (

    select {{ status_of_move('origins', 'targets') }} as status
    from asked_moves
    inner join sides as origins on asked_moves.from_code = origins.occupation_code
    inner join sides as targets on asked_moves.to_code = targets.occupation_code

),

counts as (

    select
        count(*) as moves,
        count(case when status = 'compared' then 1 end) as compared,
        count(case when status = 'from_not_rated' then 1 end) as from_not_rated,
        count(case when status = 'to_not_rated' then 1 end) as to_not_rated,
        count(case when status = 'both_not_rated' then 1 end) as both_not_rated
    from moves

)

select
    counts.moves,
    counts.compared,
    counts.from_not_rated,
    counts.to_not_rated,
    counts.both_not_rated,
    {{ asked_domains() }} as domains,
    releases.release_name,
    releases.released_on,
    releases.is_sample,
    releases.published_at,
    publication.invocation_id
from counts
left join {{ ref('published_releases') }} as releases
    on releases.source = 'onet'
left join {{ ref('publication') }} as publication
    on true
