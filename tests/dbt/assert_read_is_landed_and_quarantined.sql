-- Per delivery and file: the lines read, against those counted in landing and in quarantine.
with

deliveries as (

    select * from {{ ref('stg_ledger__deliveries') }}

),

landed as (

    {% for table in landed_tables() -%}
        select
            batch_id,
            source_file,
            count(*) as n
        from {{ source('landing_' ~ table.source, table.landing) }}
        group by batch_id, source_file
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

quarantined as (

    select
        batch_id,
        source_file,
        count(*) as n
    from {{ source('ledger', 'quarantine') }}
    group by batch_id, source_file

),

counted as (

    select
        deliveries.batch_id,
        deliveries.source_file,
        deliveries.rows_read,
        deliveries.rows_landed,
        deliveries.rows_quarantined,
        coalesce(landed.n, 0) as counted_in_landing,
        coalesce(quarantined.n, 0) as counted_in_quarantine

    from deliveries
    left join landed
        on
            deliveries.batch_id = landed.batch_id
            and deliveries.source_file = landed.source_file
    left join quarantined
        on
            deliveries.batch_id = quarantined.batch_id
            and deliveries.source_file = quarantined.source_file

)

select * from counted
where
    rows_read <> rows_landed + rows_quarantined
    or rows_landed <> counted_in_landing
    or rows_quarantined <> counted_in_quarantine
