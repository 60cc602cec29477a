{# Cures: the `grants` config fails from the second build on ("show grants on" is no MySQL). #}
{% macro mysql__get_show_grant_sql(relation) -%}
    select
        replace(substring_index(grantee, '@', 1), '''', '') as grantee,
        lower(privilege_type) as privilege_type
    from information_schema.table_privileges
    where table_schema = '{{ relation.schema }}' and table_name = '{{ relation.identifier }}'
{%- endmacro %}
