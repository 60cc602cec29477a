-- Occupations whose ratings in a domain are of more than one delivery or of one that is no
-- candidate, or show another origin or release than that delivery's; and those whose levels show
-- another than their ratings do.
with

ratings as (

    select
        occupation_code,
        domain,
        batch_id,
        origin,
        release_name
    from {{ ref('occupation_element_ratings') }}

),

levels as (

    select distinct
        occupation_code,
        domain,
        origin,
        release_name
    from {{ ref('occupation_levels') }}

),

of_domains as (

    select
        occupation_code,
        domain,
        min(batch_id) as batch_id,
        max(batch_id) as other_batch_id,
        min(origin) as origin,
        max(origin) as other_origin,
        min(release_name) as release_name,
        max(release_name) as other_release_name
    from ratings
    group by occupation_code, domain

)

select
    of_domains.*,
    levels.origin as origin_of_levels,
    levels.release_name as release_of_levels
from of_domains
left join {{ ref('int_onet__candidate_batches') }} as candidates
    on
        of_domains.batch_id = candidates.batch_id
        and of_domains.origin = candidates.origin
        and of_domains.release_name = candidates.release_name
left join levels
    on
        of_domains.occupation_code = levels.occupation_code
        and of_domains.domain = levels.domain
where
    of_domains.batch_id <> of_domains.other_batch_id
    or of_domains.origin <> of_domains.other_origin
    or of_domains.release_name <> of_domains.other_release_name
    or candidates.batch_id is null
    or (of_domains.domain = '' and of_domains.origin <> 'file')
    or of_domains.origin <> levels.origin
    or of_domains.release_name <> levels.release_name
