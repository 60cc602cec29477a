-- What is the gap of a move where ratings were given for one side, or for both?
--
--     set @from_code = '19-2031.00', @to_code = '15-2051.00';
--     set @pairs = null, @given_ratings = '[]', @domain = 'skill', @scale = 'LV';
--
-- @given_ratings is that of given_ratings_by_domain.sql, the other variables and all
-- columns are those of skill_gap_by_scale.sql. Given ratings that are complete in a
-- domain stand in place of whatever is published of that occupation in that domain.

with

pairs as (

    {{ asked_pairs() }}

),

sides as (

    select from_code as occupation_code from pairs
    union distinct
    select to_code as occupation_code from pairs

),

given as (

    {{ given_ratings('@given_ratings') }}

),

elements as (

    select * from {{ ref('elements') }}
    where find_in_set(domain, replace(coalesce(@domain, 'skill'), ' ', ''))

),

scales as (

    select * from {{ ref('scales') }}

),

published_levels as (

    select * from {{ ref('occupation_levels') }}
    where find_in_set(domain, replace(coalesce(@domain, 'skill'), ' ', ''))

),

judged as (

    {{ judged_ratings('given', 'elements', 'scales') }}

),

expected as (

    {{ rated_scales_of_elements('published_levels') }}

),

completeness as (

    {{ completeness_of_ratings('judged', 'expected') }}

),

anchors as (

    select * from {{ ref('level_anchors') }}
    where scale_id = 'LV'

),

given_levels as (

    {{ levels_of_ratings('judged', 'expected', 'completeness', 'anchors', 'scales') }}

),

levels as (

    select
        given_levels.occupation_code,
        given_levels.element_id,
        given_levels.domain,
        given_levels.element_name,
        given_levels.level,
        given_levels.level_se,
        given_levels.importance,
        given_levels.importance_se,
        given_levels.is_low_precision,
        given_levels.level_meaning
    from sides
    inner join given_levels
        on sides.occupation_code = given_levels.occupation_code
    union all
    select
        published_levels.occupation_code,
        published_levels.element_id,
        published_levels.domain,
        published_levels.element_name,
        published_levels.level,
        published_levels.level_se,
        published_levels.importance,
        published_levels.importance_se,
        published_levels.is_low_precision,
        published_levels.level_meaning
    from sides
    inner join published_levels
        on sides.occupation_code = published_levels.occupation_code
    left join completeness
        on
            published_levels.occupation_code = completeness.occupation_code
            and published_levels.domain = completeness.domain
            and completeness.needed = completeness.usable
    where completeness.occupation_code is null

)

{{ gaps_of_either_side('levels', 'pairs') }}
