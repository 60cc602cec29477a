with

deliveries as (

    select * from {{ source('ledger', 'deliveries') }}

),

ready_batches as (

    select * from {{ ref('stg_ledger__ready_batches') }}

)

select
    ready_batches.batch_id,
    ready_batches.source,
    deliveries.source_file,
    deliveries.table_name,
    deliveries.rows_read,
    deliveries.rows_landed,
    deliveries.rows_quarantined

from deliveries
inner join ready_batches on deliveries.batch_id = ready_batches.batch_id
