{#
    A rating as the database service of the O*NET Web Services words it: for the rows that a
    night landed, and for those that an analysis is given.
#}

{# The columns of a rating, typed, and what tells "nothing was there" from "could not be read". #}
{% macro typed_service_rating() -%}
    {{ try_text('onetsoc_code', 10) }} as occupation_code,
    {{ try_text('element_id', 20) }} as element_id,
    {{ try_text('scale_id', 3) }} as scale_id,
    {{ try_json_decimal('data_value', 5, 2, signed=true) }} as value,
    {{ try_json_decimal('standard_error', 7, 4) }} as standard_error,
    {{ try_json_integer('n') }} as n,
    {{ try_json_decimal('lower_ci_bound', 7, 4, signed=true) }} as ci_low,
    {{ try_json_decimal('upper_ci_bound', 7, 4, signed=true) }} as ci_high,
    {{ try_flag('recommend_suppress') }} as recommend_suppress,
    {{ try_flag('not_relevant') }} as not_relevant,
    {{ try_month_of_day('date_updated') }} as rated_on,
    {{ try_text('domain_source', 50) }} as domain_source,
    {{ any_missing([
        'onetsoc_code', 'element_id', 'scale_id', 'data_value', 'date_updated', 'domain_source'
    ]) }} as is_missing_value,
    {{ null_if_na('standard_error') }} as standard_error_text,
    {{ null_if_na('n') }} as n_text,
    {{ null_if_na('lower_ci_bound') }} as ci_low_text,
    {{ null_if_na('upper_ci_bound') }} as ci_high_text,
    {{ null_if_na('recommend_suppress') }} as recommend_suppress_text,
    {{ null_if_na('not_relevant') }} as not_relevant_text
{%- endmacro %}

{# Why a typed rating is rejected; `scales` is the row of its scale, if there is one. #}
{% macro fault_of_service_rating(typed, scales) -%}
    case
        when {{ typed }}.is_missing_value then 'missing_value'
        when
            {{ typed }}.occupation_code is null
            or {{ typed }}.element_id is null
            or not {{ is_occupation_code(typed ~ '.occupation_code') }}
            or not {{ is_element_id(typed ~ '.element_id') }}
            then 'bad_code_form'
        when {{ scales }}.scale_id is null then 'unknown_scale'
        when
            {{ typed }}.value is null
            or ({{ typed }}.standard_error_text is not null and {{ typed }}.standard_error is null)
            or ({{ typed }}.n_text is not null and {{ typed }}.n is null)
            or ({{ typed }}.ci_low_text is not null and {{ typed }}.ci_low is null)
            or ({{ typed }}.ci_high_text is not null and {{ typed }}.ci_high is null)
            then 'not_a_number'
        when
            {{ typed }}.value not between {{ scales }}.minimum and {{ scales }}.maximum
            or {{ typed }}.ci_low < {{ scales }}.minimum
            or {{ typed }}.ci_high > {{ scales }}.maximum
            then 'out_of_scale_range'
        when
            ({{ typed }}.recommend_suppress_text is not null and {{ typed }}.recommend_suppress is null)
            or ({{ typed }}.not_relevant_text is not null and {{ typed }}.not_relevant is null)
            then 'bad_flag'
        when {{ typed }}.rated_on is null then 'bad_date'
        when {{ typed }}.domain_source is null then 'too_long'
    end
{%- endmacro %}
