{#
    Occupations side by side by the hundred thousand: one wide row an occupation, an element a
    place, so that a pair of occupations is one row of a cross join and not one a element.
    Measured on MySQL 9.7: a long self-join with its sums takes minutes, the wide one seconds.
#}

{#
    How many places a domain has in a wide row: the number of its elements in the content model.
    The test assert_wide_rows_have_a_place_for_every_element holds it.
#}
{% macro places_of(domain) -%}
    {{ return({'skill': 35, 'knowledge': 33, 'ability': 52, 'work_activity': 41}[domain]) }}
{%- endmacro %}

{# `expression` of every place, added up; in it {} stands for the number of the place. #}
{% macro added_up(domain, expression) -%}
    {% for place in range(1, places_of(domain) + 1) -%}
        {{ expression | replace('{}', place) }}{{ ' + ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# `expression` as a column for every place. #}
{% macro at_each_place(domain, expression) -%}
    {% for place in range(1, places_of(domain) + 1) -%}
        {{ expression | replace('{}', place) }}{{ ',' if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# How many nearest occupations similar_occupations shows: as many as O*NET's list of related ones. #}
{% macro nearest_shown() %}{{ return('20') }}{% endmacro %}
