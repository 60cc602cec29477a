{# Cures: the adapter drops a view before it makes the new one, wraps it in parentheses (MariaDB refuses a CTE there) and leaves it SQL SECURITY DEFINER, so that whoever may read it reads with the builder's rights. #}
{% materialization view, adapter='mysql' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='view') -%}
    {%- do mysql_set_session() -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if existing is not none and not existing.is_view -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {%- if config.get('contract').enforced -%}{%- do get_assert_columns_equivalent(sql) -%}{%- endif -%}
    {%- do mysql_take_turn(target_relation) -%}
    {% call statement('main') -%}
        create or replace sql security invoker view {{ target_relation }} as
        {{ sql }}
    {%- endcall %}
    {%- do mysql_end_turn(target_relation) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do apply_grants(
        target_relation,
        config.get('grants'),
        should_revoke=should_revoke(existing, full_refresh_mode=True)
    ) -%}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
