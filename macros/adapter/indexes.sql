{# Cures: the `indexes` config is ignored. config(indexes=[{'columns': [...], 'unique': bool, 'type': 'primary'}]) #}
{% macro mysql__get_create_index_sql(relation, index_dict) -%}
    {%- set columns = index_dict['columns'] -%}
    {%- if index_dict.get('type') == 'primary' -%}
        alter table {{ relation }} add primary key ({{ columns | join(', ') }})
    {%- else -%}
        create {{ 'unique ' if index_dict.get('unique') }}index
        ix_{{ (columns | join('_'))[:61] }} on {{ relation }} ({{ columns | join(', ') }})
    {%- endif -%}
{%- endmacro %}
