{% snapshot history %}

{{ config(
    target_schema=target.schema,
    unique_key='id',
    strategy='check',
    check_cols=['figure'],
    invalidate_hard_deletes=true
) }}

-- 1 changes with every build, 2 never does, 3 is there in the first build only
select 1 as id, {{ var('build') }} as figure
union all
select 2 as id, 0 as figure
{% if var('build') == 1 %}
union all
select 3 as id, 0 as figure
{% endif %}

{% endsnapshot %}
