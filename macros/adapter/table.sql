{# Cures: tables that vanish while they are rebuilt, `indexes` that are ignored, grants that fail from the second build. #}
{% materialization table, adapter='mysql' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- do mysql_set_session() -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- do mysql_build_and_swap_in(target_relation, existing, sql) -%}
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
