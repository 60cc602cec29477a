{#
    A release's place in time, by the parts of its number: 30.3 comes after 29.2, and that after
    9.1. A name that is no number comes before all of them, the committed sample before that.
#}
{% macro release_order(release_name, is_sample) -%}
    {% set parts = "concat(" ~ release_name ~ ", '.0.0')" -%}
    cast(case
        when {{ is_sample }} then -1
        when {{ release_name }} regexp '^[0-9]{1,4}([.][0-9]{1,4}){0,2}$'
            then
                cast(substring_index({{ parts }}, '.', 1) as signed) * 100000000
                + cast(substring_index(substring_index({{ parts }}, '.', 2), '.', -1) as signed)
                * 10000
                + cast(substring_index(substring_index({{ parts }}, '.', 3), '.', -1) as signed)
        else 0
    end as signed)
{%- endmacro %}

{#
    The edition of O*NET-SOC whose codes a release of O*NET uses: the Center moved to that of 2019
    with O*NET 25.1, in November 2020.
#}
{% macro onet_soc_edition(released_on) -%}
    case when {{ released_on }} < '2020-11-01' then '2010' else '2019' end
{%- endmacro %}
