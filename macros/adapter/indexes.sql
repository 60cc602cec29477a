{# Cures: the `indexes` config is ignored. config(indexes=[{'columns': [...], 'unique': bool, 'type': 'primary'}]); a long text is indexed by its beginning, 'label(64)'. #}
{% macro mysql__get_create_index_sql(relation, index_dict) -%}
    {%- set columns = index_dict['columns'] -%}
    {%- set name = (columns | join('_')) | replace('(', '_') | replace(')', '') -%}
    {%- if index_dict.get('type') == 'primary' -%}
        alter table {{ relation }} add primary key ({{ columns | join(', ') }})
    {%- else -%}
        create {{ 'unique ' if index_dict.get('unique') }}index
        ix_{{ name[:61] }} on {{ relation }} ({{ columns | join(', ') }})
    {%- endif -%}
{%- endmacro %}
