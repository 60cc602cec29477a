{# All models of a target live in one database, so that publishing can rotate them together. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ target.schema }}
{%- endmacro %}
