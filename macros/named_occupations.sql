{# A row per name that a delivery may give an occupation: its key, or a code of it alone. #}
{% macro named_occupations(occupations) -%}
    select
        taxonomy,
        occupation_key as delivered_code,
        occupation_key
    from {{ occupations }}
    union all
    select
        coded.taxonomy,
        coded.code as delivered_code,
        max(coded.occupation_key) as occupation_key
    from {{ occupations }} as coded
    left join {{ occupations }} as keyed
        on
            coded.taxonomy = keyed.taxonomy
            and coded.code = keyed.occupation_key
    where keyed.taxonomy is null
    group by coded.taxonomy, coded.code
    having count(*) = 1
{%- endmacro %}
