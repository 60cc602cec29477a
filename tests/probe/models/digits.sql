{{ config(materialized='view') }}

{% for digit in range(10) -%}
    select {{ digit }} as digit
    {{ 'union all' if not loop.last }}
{% endfor %}
