{# Cures: contracts fail on varchar, bigint, boolean, double and text, which a column may have and CAST() does not know. #}
{% macro mysql__get_phony_data_for_type(data_type) -%}
    {%- set type = data_type | lower | trim -%}
    {%- if type.startswith('varchar') -%}
        cast(null as {{ type.split(' collate')[0] | replace('varchar', 'char') }})
    {%- elif type in ('text', 'mediumtext', 'longtext', 'tinytext') -%} cast(null as char(70000))
    {%- elif 'unsigned' in type -%} cast(null as unsigned)
    {%- elif type.startswith(('bigint', 'int', 'smallint', 'tinyint', 'mediumint', 'bool')) -%}
        cast(null as signed)
    {%- else -%} cast(null as {{ type }})
    {%- endif -%}
{%- endmacro %}

{# Cures: a contract compares the client library's type codes, which differ by server and expression (char read from a table against char from CAST, int against bigint); families are compared, and the table's own column types, checked by strict mode, keep the lengths. #}
{% macro mysql__format_column(column) -%}
    {%- set families = {
        'TINY': 'INTEGER', 'SHORT': 'INTEGER', 'INT24': 'INTEGER', 'LONG': 'INTEGER', 'LONGLONG': 'INTEGER',
        'STRING': 'TEXT', 'VAR_STRING': 'TEXT', 'VARCHAR': 'TEXT', 'BLOB': 'TEXT', 'TINY_BLOB': 'TEXT',
        'MEDIUM_BLOB': 'TEXT', 'LONG_BLOB': 'TEXT', 'NEWDECIMAL': 'DECIMAL', 'FLOAT': 'DOUBLE',
        'TIMESTAMP': 'DATETIME', 'NEWDATE': 'DATE'
    } -%}
    {%- set family = families.get(column.dtype, column.dtype) -%}
    {{ return({
        'name': column.name,
        'data_type': family,
        'formatted': column.column.lower() ~ ' ' ~ family
    }) }}
{%- endmacro %}
