-- Per domain and delivery: how many ratings are missing if every rated occupation is to have every
-- rated element on both scales, where that is more than the lines rejected and quarantined can
-- explain. Of a delivery of the O*NET Web Services only what is complete was taken.
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
        batch_id,
        count(distinct occupation_code) as occupations,
        count(distinct element_id) as elements,
        count(*) as ratings
    from ratings
    group by domain, batch_id

),

not_accepted as (

    select
        current_batch.batch_id,
        (
            select count(*)
            from {{ ref('stg_onet__ratings_rejected') }} as rejected
            where rejected.batch_id = current_batch.batch_id
        )
        + (
            select count(*)
            from {{ source('ledger', 'quarantine') }} as quarantined
            where
                quarantined.batch_id = current_batch.batch_id
                and quarantined.table_name = 'onet_ratings'
        ) as n
    from {{ ref('int_onet__current_batch') }} as current_batch

)

select
    of_domains.*,
    2 * of_domains.occupations * of_domains.elements - of_domains.ratings as missing,
    coalesce(not_accepted.n, 0) as rejected_or_quarantined
from of_domains
left join not_accepted on of_domains.batch_id = not_accepted.batch_id
where
    2 * of_domains.occupations * of_domains.elements - of_domains.ratings
    > coalesce(not_accepted.n, 0)
