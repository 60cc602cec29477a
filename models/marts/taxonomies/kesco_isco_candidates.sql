with

kesco_occupations as (

    select * from {{ ref('kesco_occupations') }}

),

renumbered_groups as (

    select * from {{ ref('stg_kesco__renumbered_groups') }}

),

isco_groups as (

    select isco_groups.*
    from {{ ref('isco_groups') }} as isco_groups
    inner join {{ ref('esco_models') }} as models
        on isco_groups.model = models.model
    where
        models.is_primary
        and isco_groups.group_type = 'iscogroup'

),

link_confidence as (

    select * from {{ ref('stg_crosswalks__link_confidence') }}

),

found as (

    select
        kesco_occupations.kesco_key,
        isco_groups.code as isco_code,
        'same_digits' as method
    from kesco_occupations
    inner join isco_groups on kesco_occupations.kesco_group = isco_groups.code
    left join renumbered_groups
        on kesco_occupations.kesco_group = renumbered_groups.kesco_group
    where renumbered_groups.kesco_group is null
    union all
    select
        kesco_occupations.kesco_key,
        isco_groups.code as isco_code,
        'renumbered_block' as method
    from kesco_occupations
    inner join renumbered_groups
        on kesco_occupations.kesco_group = renumbered_groups.kesco_group
    inner join isco_groups on renumbered_groups.isco_code = isco_groups.code

),

links as (

    select
        candidates.kesco_key,
        esco_occupations.group_code as isco_code,
        candidates.confidence
    from {{ ref('kesco_esco_candidates') }} as candidates
    inner join {{ ref('esco_models') }} as models
        on candidates.model = models.model
    inner join {{ ref('esco_occupations') }} as esco_occupations
        on
            candidates.model = esco_occupations.model
            and candidates.occupation_key = esco_occupations.occupation_key
    where
        models.is_primary
        and candidates.is_link
        and esco_occupations.occupation_type = 'escooccupation'

)

select
    found.kesco_key,
    found.isco_code,
    found.method,
    link_confidence.confidence + 0e0 as confidence

from found
inner join link_confidence on found.method = link_confidence.method
union all
select
    kesco_key,
    isco_code,
    'esco_link' as method,
    confidence
from links
