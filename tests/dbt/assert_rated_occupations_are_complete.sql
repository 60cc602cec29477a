-- Per domain: how many ratings are missing if every rated occupation is to have every rated element
-- on both scales, where that is more than the lines rejected and quarantined can explain.
with

ratings as (

    select * from {{ ref('occupation_element_ratings') }}
    where
        domain <> ''
        and scale_id in ('IM', 'LV')

),

of_domains as (

    select
        domain,
        count(distinct occupation_code) as occupations,
        count(distinct element_id) as elements,
        count(*) as ratings
    from ratings
    group by domain

),

not_accepted as (

    select
        (
            select count(*)
            from {{ ref('stg_onet__ratings_rejected') }} as rejected
            inner join {{ ref('int_onet__current_batch') }} as current_batch
                on rejected.batch_id = current_batch.batch_id
        )
        + (
            select count(*)
            from {{ source('ledger', 'quarantine') }} as quarantined
            inner join {{ ref('int_onet__current_batch') }} as current_batch
                on quarantined.batch_id = current_batch.batch_id
            where quarantined.table_name = 'onet_ratings'
        ) as n

)

select
    of_domains.*,
    2 * of_domains.occupations * of_domains.elements - of_domains.ratings as missing,
    not_accepted.n as rejected_or_quarantined
from of_domains
cross join not_accepted
where
    2 * of_domains.occupations * of_domains.elements - of_domains.ratings > not_accepted.n
