{# Cures: snapshots keep whole seconds, in the server's time zone; ours keep microseconds, in UTC. #}
{% macro mysql__current_timestamp() -%}
    utc_timestamp(6)
{%- endmacro %}

{# Cures: snapshots call MD5(), which MySQL 9.6 and newer do not have. #}
{% macro mysql__snapshot_hash_arguments(args) -%}
    sha2(concat_ws('|', {% for arg in args %}coalesce(cast({{ arg }} as char), ''){{ ', ' if not loop.last }}{% endfor %}), 256)
{%- endmacro %}

{# Cures: `invalidate_hard_deletes` is ignored, because only updates close a row. #}
{% macro mysql__snapshot_merge_sql_update(target, source, insert_cols) -%}
    update {{ target }},
        (select dbt_scd_id, dbt_change_type, dbt_valid_to from {{ source }}) as dbt_src
    set {{ target }}.dbt_valid_to = dbt_src.dbt_valid_to
    where
        dbt_src.dbt_scd_id = {{ target }}.dbt_scd_id
        and dbt_src.dbt_change_type in ('update', 'delete')
        and {{ target }}.dbt_valid_to is null
{%- endmacro %}
