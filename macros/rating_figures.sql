{#
    Whether two rows of ratings say the same: their figures and flags, and, if it is asked for, the
    date. NULL equals NULL.
#}
{% macro rating_figures() -%}
    {{ return([
        'value', 'standard_error', 'n', 'ci_low', 'ci_high', 'recommend_suppress', 'not_relevant',
        'domain_source'
    ]) }}
{%- endmacro %}

{% macro is_same_rating(older, newer, with_date=true) -%}
    {% set figures = rating_figures() + (['rated_on'] if with_date else []) -%}
    {% for figure in figures -%}
        {{ older }}.{{ figure }} <=> {{ newer }}.{{ figure }}{{ ' and ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
