{# Cures: the adapter drops the old table before it renames the new one; readers meet a missing table (error 1146). #}
{% macro mysql_swap_in(fresh, target_relation, existing) %}
    {%- if existing is not none and existing.is_table -%}
        {%- set old = make_backup_relation(target_relation, 'table') -%}
        {%- call statement('drop_stale_backup') -%} drop table if exists {{ old }} {%- endcall -%}
        {%- call statement('swap') -%}
            rename table {{ existing }} to {{ old }}, {{ fresh }} to {{ target_relation }}
        {%- endcall -%}
        {%- do adapter.cache_dropped(existing) -%}
        {%- call statement('drop_backup') -%} drop table if exists {{ old }} {%- endcall -%}
    {%- else -%}
        {%- if existing is not none -%}{%- do adapter.drop_relation(existing) -%}{%- endif -%}
        {%- call statement('swap') -%}
            rename table {{ fresh }} to {{ target_relation }}
        {%- endcall -%}
    {%- endif -%}
{% endmacro %}

{# Builds the model's rows beside the target, with indexes and comments, and swaps them in whole. #}
{% macro mysql_build_and_swap_in(target_relation, existing, sql) %}
    {%- set fresh = make_intermediate_relation(target_relation) -%}
    {%- call statement('drop_stale_intermediate') -%} drop table if exists {{ fresh }} {%- endcall -%}
    {%- call statement('main') -%} {{ get_create_table_as_sql(False, fresh, sql) }} {%- endcall -%}
    {%- do create_indexes(fresh) -%}
    {%- do persist_docs(fresh, model) -%}
    {%- do mysql_take_turn(target_relation) -%}
    {%- do mysql_swap_in(fresh, target_relation, existing) -%}
    {%- do mysql_end_turn(target_relation) -%}
{% endmacro %}

{#
    Cures: error 1213 in a rebuild. To replace a view, or to rename a table that views read,
    MySQL locks those views as well, in no fixed order, so two threads of dbt can deadlock.
    They take turns instead; a lock that nobody releases ends with its connection.
#}
{% macro mysql_take_turn(relation) -%}
    {%- call statement('take_turn') -%} select get_lock('{{ relation.schema }} definitions', 60) {%- endcall -%}
{%- endmacro %}
{% macro mysql_end_turn(relation) -%}
    {%- call statement('end_turn') -%} select release_lock('{{ relation.schema }} definitions') {%- endcall -%}
{%- endmacro %}
