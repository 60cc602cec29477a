-- Which levels will the marts hold for ratings that were given for an occupation?
--
--     set @given_ratings = '[]', @domain = 'skill';
--
-- @given_ratings and @domain are those of given_ratings_by_domain.sql.
-- One row an occupation and element of a complete domain, with the columns of
-- occupation_levels; a domain that is not complete has no rows.

with

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

)

select *
from given_levels
order by occupation_code, element_id
