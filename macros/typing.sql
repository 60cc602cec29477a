{#
    Safe typing of landed text. Each macro yields NULL where the text cannot be read as what the
    column should hold; `is_unreadable` then tells "nothing was there" from "could not be read".
    Brackets stand for escaped dots, so that no server setting about backslashes matters.
#}

{#
    The end of a text in a regular expression. `$` would also stand before a line end there: `12`
    and a carriage return would pass for a number, and the CAST of it ends the build.
#}
{% macro text_end() -%}
    (?!a|[^a])
{%- endmacro %}

{# The text without outer blanks; NULL where the file says `n/a` or nothing. `None` is a text. #}
{% macro null_if_na(column) -%}
    case when trim({{ column }}) not in ('', 'n/a') then trim({{ column }}) end
{%- endmacro %}

{#
    Text of at most `length` characters. The collation is named because a view stores CAST with
    a character set of its own, and that has MySQL's default collation: `Polish` = `polish`.
#}
{% macro try_text(column, length) -%}
    case
        when
            trim({{ column }}) not in ('', 'n/a')
            and char_length(trim({{ column }})) <= {{ length }}
            then cast(trim({{ column }}) as char({{ length }})) collate utf8mb4_bin
    end
{%- endmacro %}

{# A number with at most `scale` decimals; of any sign only where `signed`. #}
{% macro try_decimal(column, precision, scale, signed=false) -%}
    case
        when
            trim({{ column }})
            regexp '^{{ "-?" if signed }}[0-9]{1,{{ precision - scale }}}([.][0-9]{1,{{ scale }}})?{{ text_end() }}'
            then cast(trim({{ column }}) as decimal({{ precision }}, {{ scale }}))
    end
{%- endmacro %}

{# A whole number from 0 to 999999999. #}
{% macro try_integer(column) -%}
    case
        when trim({{ column }}) regexp '^[0-9]{1,9}{{ text_end() }}'
            then cast(trim({{ column }}) as signed)
    end
{%- endmacro %}

{# `MM/YYYY` as the first day of that month. #}
{% macro try_month(column) -%}
    case
        when trim({{ column }}) regexp '^(0[1-9]|1[0-2])/(19|20)[0-9]{2}{{ text_end() }}'
            then cast(
                concat(right(trim({{ column }}), 4), '-', left(trim({{ column }}), 2), '-01')
                as date
            )
    end
{%- endmacro %}

{# As `try_decimal`, of a JSON number: `5.0000` is 5, however few decimals the column holds. #}
{% macro try_json_decimal(column, precision, scale, signed=false) -%}
    case
        when
            trim({{ column }})
            regexp '^{{ "-?" if signed }}[0-9]{1,{{ precision - scale }}}([.][0-9]{1,{{ scale }}}0*)?$'
            then cast(trim({{ column }}) as decimal({{ precision }}, {{ scale }}))
    end
{%- endmacro %}

{# As `try_integer`, of a JSON number: `8.0` is 8. #}
{% macro try_json_integer(column) -%}
    case
        when trim({{ column }}) regexp '^[0-9]{1,9}([.]0+)?$'
            then cast(substring_index(trim({{ column }}), '.', 1) as signed)
    end
{%- endmacro %}

{# `YYYY-MM-DD`, or `MM/YYYY`, as the first day of that month: a full date equals its month. #}
{% macro try_month_of_day(column) -%}
    case
        when trim({{ column }}) regexp '^(0[1-9]|1[0-2])/(19|20)[0-9]{2}$'
            then {{ try_month(column) }}
        when
            trim({{ column }}) regexp '^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
            then case
                when
                    cast(right(trim({{ column }}), 2) as signed)
                    <= day(last_day(cast(concat(left(trim({{ column }}), 7), '-01') as date)))
                    then cast(concat(left(trim({{ column }}), 7), '-01') as date)
            end
    end
{%- endmacro %}

{# `Y` as 1, `N` as 0. #}
{% macro try_flag(column) -%}
    case trim({{ column }}) when 'Y' then 1 when 'N' then 0 end
{%- endmacro %}

{# The file says something that its typed form does not hold. #}
{% macro is_unreadable(column, typed) -%}
    ({{ null_if_na(column) }} is not null and {{ typed }} is null)
{%- endmacro %}

{# One of the columns that every row must fill is empty. #}
{% macro any_missing(columns) -%}
    ({% for column in columns %}{{ null_if_na(column) }} is null{{ ' or ' if not loop.last }}{% endfor %})
{%- endmacro %}

{# The form of an O*NET-SOC code, for example 15-1252.00. #}
{% macro is_occupation_code(column) -%}
    ({{ column }} regexp '^[0-9]{2}-[0-9]{4}[.][0-9]{2}{{ text_end() }}')
{%- endmacro %}

{# The form of a content model element's outline position, for example 2.A.1.b. #}
{% macro is_element_id(column) -%}
    ({{ column }} regexp '^[0-9]([.][0-9A-Za-z]+)*{{ text_end() }}')
{%- endmacro %}
