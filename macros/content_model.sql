{# The domain of an element by its outline position; an empty text for all others. #}
{% macro domain_of(element_id) -%}
    case substring_index({{ element_id }}, '.', 2)
        when '2.A' then 'skill'
        when '2.B' then 'skill'
        when '2.C' then 'knowledge'
        when '1.A' then 'ability'
        when '4.A' then 'work_activity'
        else ''
    end
{%- endmacro %}
