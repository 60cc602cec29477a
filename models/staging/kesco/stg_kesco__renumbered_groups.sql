{#
    Groups of KeSCO 2022 whose four digits stand for another group in ISCO-08, and the groups of
    ISCO-08 that hold the same occupations: found by reading the titles of each.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

{% set renumbered = [
    ('2112', '2114'),
    ('2114', '2112'),
    ('2130', '2131'),
    ('2141', '2132'),
    ('2142', '2133'),
    ('2151', '2142'),
    ('2152', '2144'),
    ('2153', '2145'),
    ('2161', '2151'),
    ('2162', '2152'),
    ('2163', '2153'),
    ('2171', '2161'),
    ('2171', '2162'),
    ('2171', '2164'),
    ('2172', '2165'),
    ('2250', '2261'),
    ('2260', '2262'),
    ('2270', '2230'),
    ('2291', '2264'),
    ('2293', '2266'),
    ('1110', '1111'),
    ('1121', '1112'),
    ('1122', '1112'),
    ('1123', '1112'),
    ('1124', '1112'),
] -%}

{% for kesco_group, isco_code in renumbered -%}
    select
        cast('{{ kesco_group }}' as char(4)) as kesco_group,
        cast('{{ isco_code }}' as char(4)) as isco_code
    {{ 'union all' if not loop.last }}
{% endfor %}
