{# Cures: `incremental_strategy` and `on_schema_change` are ignored in silence, deletes scan the whole table once a key, and a failed full refresh leaves no table. #}
{% materialization incremental, adapter='mysql' %}
    {%- set unique_key = config.get('unique_key') -%}
    {%- set strategy = config.get('incremental_strategy')
        or ('delete+insert' if unique_key else 'append') -%}
    {%- if strategy not in ('append', 'delete+insert') -%}
        {%- do exceptions.raise_compiler_error(
            "incremental_strategy '" ~ strategy ~ "' is not supported: use append or delete+insert"
        ) -%}
    {%- endif -%}
    {%- if strategy == 'delete+insert' and not unique_key -%}
        {%- do exceptions.raise_compiler_error("delete+insert needs a unique_key") -%}
    {%- endif -%}
    {%- set on_schema_change = incremental_validate_on_schema_change(
        config.get('on_schema_change'), default='ignore'
    ) -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set is_rebuilt = existing is none or existing.is_view or should_full_refresh() -%}
    {%- do mysql_set_session() -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% if is_rebuilt %}
        {%- do mysql_build_and_swap_in(target_relation, existing, sql) -%}
    {% else %}
        {%- set arrivals = make_temp_relation(target_relation) -%}
        {%- do run_query(create_table_as(True, arrivals, sql)) -%}
        {%- set columns = process_schema_changes(on_schema_change, arrivals, existing)
            or adapter.get_columns_in_relation(existing) -%}
        {%- set column_list = columns | map(attribute='quoted') | join(', ') -%}
        {%- if strategy == 'delete+insert' -%}
            {%- set keys = [unique_key] if unique_key is string else unique_key -%}
            {%- call statement('pre_main') -%}
                delete {{ target_relation }} from {{ target_relation }}
                inner join (select distinct {{ keys | join(', ') }} from {{ arrivals }}) as dbt_keys
                    on {% for key in keys -%}
                        {{ target_relation }}.{{ key }} <=> dbt_keys.{{ key }}{{ ' and ' if not loop.last }}
                    {%- endfor %}
            {%- endcall -%}
        {%- endif -%}
        {%- call statement('main') -%}
            insert into {{ target_relation }} ({{ column_list }})
            select {{ column_list }} from {{ arrivals }}
        {%- endcall -%}
    {% endif %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do apply_grants(
        target_relation,
        config.get('grants'),
        should_revoke=should_revoke(existing, full_refresh_mode=should_full_refresh())
    ) -%}
    {{ adapter.commit() }}
    {%- if not is_rebuilt -%}
        {%- call statement('drop_arrivals') -%}
            drop temporary table if exists {{ arrivals }}
        {%- endcall -%}
    {%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
