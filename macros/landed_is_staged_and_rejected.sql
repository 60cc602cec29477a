{#
    Per delivery and file of a source: the lines landed, against those staged and those rejected;
    and files of which more was rejected than the list of landed tables tolerates. A test a source,
    so that a failure holds back the deliveries of that source alone.
#}
{% macro landed_is_staged_and_rejected(source) -%}
{% set tables = landed_tables() | selectattr('source', 'equalto', source) | list -%}
with

deliveries as (

    select * from {{ ref('stg_ledger__deliveries') }}
    where
        table_name in (
            {%- for table in tables %}'{{ table.landing }}'{{ ', ' if not loop.last }}{% endfor -%}
        )

),

staged as (

    {% for table in tables -%}
        select
            batch_id,
            source_file,
            count(*) as n
        from {{ ref(table.model) }}
        group by batch_id, source_file
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

rejected as (

    {% for table in tables -%}
        select
            batch_id,
            source_file,
            count(*) as n,
            {{ table.tolerated_share }} as tolerated_share
        from {{ ref(table.model ~ '_rejected') }}
        group by batch_id, source_file
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

counted as (

    select
        deliveries.batch_id,
        deliveries.source_file,
        deliveries.rows_landed,
        coalesce(staged.n, 0) as rows_staged,
        coalesce(rejected.n, 0) as rows_rejected,
        coalesce(rejected.tolerated_share, 0) as tolerated_share

    from deliveries
    left join staged
        on
            deliveries.batch_id = staged.batch_id
            and deliveries.source_file = staged.source_file
    left join rejected
        on
            deliveries.batch_id = rejected.batch_id
            and deliveries.source_file = rejected.source_file

)

select * from counted
where
    rows_landed <> rows_staged + rows_rejected
    or rows_rejected > tolerated_share * rows_landed
{%- endmacro %}
