-- On a scale of frequencies the percentages of an occupation and element add up to 100; rounding
-- moves the sum by up to 0.03 in the releases seen, a missing category moves it further. Each bad
-- line of the delivery, rejected or quarantined, explains one such sum; more are a fault.
with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

bad_lines as (

    select count(*) as n
    from {{ ref('stg_onet__category_ratings_rejected') }} as rejected
    inner join current_batch on rejected.batch_id = current_batch.batch_id
    union all
    select coalesce(sum(deliveries.rows_quarantined), 0) as n
    from {{ ref('stg_ledger__deliveries') }} as deliveries
    inner join current_batch on deliveries.batch_id = current_batch.batch_id
    where deliveries.table_name = 'onet_category_ratings'

),

incomplete as (

    select
        occupation_code,
        element_id,
        scale_id,
        sum(value) as percentage
    from {{ ref('occupation_category_ratings') }}
    where category > 0
    group by occupation_code, element_id, scale_id
    having sum(value) not between 99.9 and 100.1

)

select * from incomplete
where (select count(*) from incomplete) > (select sum(bad_lines.n) from bad_lines)
