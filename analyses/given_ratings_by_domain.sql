-- Are ratings that were given for an occupation all that a comparison needs?
--
--     set @given_ratings = '[]', @domain = 'skill';
--
-- @given_ratings is a JSON array of rows as the database service of the O*NET Web
-- Services has them: onetsoc_code, element_id, scale_id, data_value, standard_error and
-- so on, each a text or null. @domain is a comma list of skill, knowledge, ability,
-- work_activity; NULL means skill.
-- One row an occupation that rows were given of and an asked domain that the published
-- release rates. is_complete is 1 where each element that the release rates, on each
-- scale that it rates it on, is among the rows that can be used; rated_on is the month
-- of the newest of these.

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

)

select
    occupation_code,
    domain,
    needed,
    usable,
    needed = usable as is_complete,
    rated_on
from completeness
order by occupation_code, domain
