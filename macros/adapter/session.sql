{#
    Overrides of dbt-mysql 1.7.0 stand in this folder, one file a subject; macros of the root
    project win over the adapter's. tests/integration/test_dbt_overrides.py fails without each.
#}

{# Cures: the adapter sets no session variables, so a build waits a year for a table lock, casts in whatever mode the server is in, and writes results of more than 16 MB to disk (half the speed for pairs of occupations). #}
{% macro mysql_set_session() -%}
    {%- call statement('set_session') -%}
        set session lock_wait_timeout = 60,
        tmp_table_size = 268435456,
        max_heap_table_size = 268435456,
        sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'
    {%- endcall -%}
{%- endmacro %}
