{# Cures: dbt.concat joins with `||`, which MySQL takes for OR and answers 0. #}
{% macro mysql__concat(fields) -%}
    concat({{ fields | join(', ') }})
{%- endmacro %}

{# Cures: dbt.hash calls MD5(), which MySQL 9.6 and newer do not have. #}
{% macro mysql__hash(field) -%}
    sha2(cast({{ field }} as char), 256)
{%- endmacro %}

{# Cures: dbt.dateadd writes dateadd(), which is no MySQL. #}
{% macro mysql__dateadd(datepart, interval, from_date_or_timestamp) -%}
    date_add({{ from_date_or_timestamp }}, interval {{ interval }} {{ datepart }})
{%- endmacro %}

{# Cures: dbt.datediff writes datediff() with three arguments, which is no MySQL. #}
{% macro mysql__datediff(first_date, second_date, datepart) -%}
    timestampdiff({{ datepart }}, {{ first_date }}, {{ second_date }})
{%- endmacro %}
