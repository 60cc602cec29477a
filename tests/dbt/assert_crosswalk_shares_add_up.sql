-- Occupations whose shares over the links of one method do not add up to 1: a measure carried
-- across would grow or shrink.
with

crosswalk as (

    select * from {{ ref('occupation_crosswalk') }}

)

select
    'from' as side,
    from_taxonomy as taxonomy,
    from_key as occupation_key,
    method,
    model,
    sum(from_share) as total_share
from crosswalk
group by from_taxonomy, from_key, to_taxonomy, method, model
having abs(sum(from_share) - 1) > 1e-9
union all
select
    'to' as side,
    to_taxonomy as taxonomy,
    to_key as occupation_key,
    method,
    model,
    sum(to_share) as total_share
from crosswalk
group by from_taxonomy, to_key, to_taxonomy, method, model
having abs(sum(to_share) - 1) > 1e-9
