{# The text as a literal of at most `length` characters. #}
{% macro mysql_comment_literal(text, length) -%}
    '{{ (text | string | trim | replace("\n", " "))[:length] | replace("\\", "\\\\") | replace("'", "''") }}'
{%- endmacro %}

{# Cures: persist_docs fails the model ("alter_relation_comment macro not implemented"). #}
{% macro mysql__alter_relation_comment(relation, comment) -%}
    {%- if relation.is_view -%}
        select 1
    {%- else -%}
        alter table {{ relation }} comment = {{ mysql_comment_literal(comment, 2048) }}
    {%- endif -%}
{%- endmacro %}

{# Cures: the same for columns. MySQL changes a comment only with the whole column, which is therefore repeated as it is. #}
{% macro mysql__alter_column_comment(relation, column_dict) -%}
    {%- set built = run_query(
        "select column_name, column_type, is_nullable, character_set_name, collation_name"
        ~ " from information_schema.columns where table_schema = '" ~ relation.schema
        ~ "' and table_name = '" ~ relation.identifier ~ "' order by ordinal_position"
    ) -%}
    {%- set changes = [] -%}
    {%- for name, type, is_nullable, charset, collation in built.rows -%}
        {%- set described = column_dict.get(name) -%}
        {%- if described and described.get('description') -%}
            {%- do changes.append(
                'modify column ' ~ adapter.quote(name) ~ ' ' ~ type
                ~ (' character set ' ~ charset ~ ' collate ' ~ collation if charset else '')
                ~ (' null' if is_nullable == 'YES' else ' not null')
                ~ ' comment ' ~ mysql_comment_literal(described['description'], 1024)
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if changes and not relation.is_view -%}
        alter table {{ relation }} {{ changes | join(', ') }}
    {%- else -%}
        select 1
    {%- endif -%}
{%- endmacro %}
