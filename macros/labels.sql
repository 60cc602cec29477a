{#
    Text of the taxonomies: labels, lists of several lines, dates, words of a closed list. As in
    typing.sql, what cannot be read as its column should hold is NULL.
#}

{# A line end as a text: the character itself, whatever the server makes of backslashes. #}
{% macro line_end() -%}
    '{{ "\n" }}'
{%- endmacro %}

{# The characters that are no part of a label at its ends: blanks, tabs, line ends, no-break spaces. #}
{% macro outer_blanks() -%}
    '^[[:space:]{{ "\u00a0" }}]+|[[:space:]{{ "\u00a0" }}]+$'
{%- endmacro %}

{# The text as it stands; NULL where there are only blanks. #}
{% macro null_if_blank(column) -%}
    case when trim({{ column }}) <> '' then {{ column }} end
{%- endmacro %}

{#
    The text without what is no part of a label at its ends; NULL where nothing is left. The
    expression that cuts is slow, so only texts with something to cut pass through it.
#}
{% macro clean_label(column) -%}
    nullif(
        case
            when
                ascii(left({{ column }}, 1)) <= 32
                or ascii(right({{ column }}, 1)) <= 32
                or left({{ column }}, 1) = '{{ "\u00a0" }}'
                or right({{ column }}, 1) = '{{ "\u00a0" }}'
                then regexp_replace({{ column }}, {{ outer_blanks() }}, '')
            else {{ column }}
        end,
        ''
    )
{%- endmacro %}

{#
    A list of one label a line without what is no part of a label at the ends of its lines; the
    number of lines stays. As above, only cells with something to cut pass through the expression.
#}
{% macro clean_lines(column) -%}
    case
        when
            {{ column }} like concat('% ', {{ line_end() }}, '%')
            or {{ column }} like concat('%', {{ line_end() }}, ' %')
            or {{ column }} like '%{{ "\t" }}%'
            or {{ column }} like '%{{ "\r" }}%'
            or {{ column }} like '%{{ "\u00a0" }}%'
            or {{ column }} like ' %'
            or {{ column }} like '% '
            then regexp_replace(
                {{ column }},
                '(^|(?<={{ "\n" }}))[ {{ "\t\r\u00a0" }}]+|[ {{ "\t\r\u00a0" }}]+($|(?={{ "\n" }}))',
                ''
            )
        else {{ column }}
    end
{%- endmacro %}

{# A label of at most `length` characters. #}
{% macro try_label(column, length) -%}
    case
        when char_length({{ clean_label(column) }}) <= {{ length }}
            then cast({{ clean_label(column) }} as char({{ length }})) collate utf8mb4_bin
    end
{%- endmacro %}

{# A label whose line ends and repeated blanks are single blanks, of at most `length` characters. #}
{% macro one_line(column, length) -%}
    case
        when char_length({{ clean_label(single_blanks(column)) }}) <= {{ length }}
            then cast({{ clean_label(single_blanks(column)) }} as char({{ length }}))
                collate utf8mb4_bin
    end
{%- endmacro %}

{# The text with a single blank for each run of blanks, tabs, line ends and no-break spaces. #}
{% macro single_blanks(column) -%}
    regexp_replace({{ column }}, '[[:space:]{{ "\u00a0" }}]+', ' ')
{%- endmacro %}

{# A word of a closed list, cut after `length` characters: a longer one is none of the list. #}
{% macro listed_word(column, length) -%}
    cast(left(nullif(trim({{ column }}), ''), {{ length }}) as char({{ length }}))
        collate utf8mb4_bin
{%- endmacro %}

{# The last line of a cell, whatever line ends follow it. #}
{% macro last_line(column) -%}
    substring_index(trim(trailing {{ line_end() }} from {{ column }}), {{ line_end() }}, -1)
{%- endmacro %}

{# The oldest of a history of UUIDs, newest first: later exports keep it. #}
{% macro oldest_uuid(column) -%}
    {{ try_text(last_line(column), 64) }}
{%- endmacro %}

{# One of the labels that every row must have holds nothing but blanks of any kind. #}
{% macro any_label_blank(columns) -%}
    ({% for column in columns %}{{ clean_label(column) }} is null{{ ' or ' if not loop.last }}{% endfor %})
{%- endmacro %}

{#
    A text or label is longer than its column holds; `texts` and `labels` give the lengths. What
    is too long is NULL once it is typed, so this alone tells it from nothing.
#}
{% macro any_too_long(texts={}, labels={}) -%}
    coalesce(
        greatest(
            0
            {%- for column, length in texts.items() %},
            coalesce(char_length(trim({{ column }})) > {{ length }}, 0)
            {%- endfor %}
            {%- for column, length in labels.items() %},
            coalesce(char_length({{ clean_label(column) }}) > {{ length }}, 0)
            {%- endfor %}
        ),
        0
    )
{%- endmacro %}

{#
    The day that a date or moment in ISO 8601 begins with; NULL where the calendar has none such.
    The expression knows the calendar, for the CAST of the 30th of February ends the build.
#}
{% macro try_day(column) -%}
    case
        when
            trim({{ column }}) regexp concat(
                '^((19|20)[0-9]{2}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])',
                '|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))',
                '|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)'
            )
            then cast(left(trim({{ column }}), 10) as date)
    end
{%- endmacro %}

{# The moment that ISO 8601 writes with a T and without a zone, to the microsecond. #}
{% macro try_moment(column) -%}
    case
        when
            {{ try_day(column) }} is not null
            and trim({{ column }}) regexp
            '^.{10}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]{1,6})?{{ text_end() }}'
            then cast(replace(trim({{ column }}), 'T', ' ') as datetime(6))
    end
{%- endmacro %}

{# The same with the `Z` of UTC at its end, and nothing without it. #}
{% macro try_utc_moment(column) -%}
    case
        when right(trim({{ column }}), 1) = 'Z'
            then {{ try_moment("left(trim(" ~ column ~ "), char_length(trim(" ~ column ~ ")) - 1)") }}
    end
{%- endmacro %}

{# `true` as 1, `false` as 0, in letters of any case. #}
{% macro try_truth(column) -%}
    case lower(trim({{ column }})) when 'true' then 1 when 'false' then 0 end
{%- endmacro %}

{# A measured number from 0 to 1 with any number of decimals. #}
{% macro try_share(column) -%}
    case
        when trim({{ column }}) regexp '^(0([.][0-9]+)?|1([.]0+)?){{ text_end() }}'
            then cast(trim({{ column }}) as decimal(20, 18)) + 0e0
    end
{%- endmacro %}

{#
    A table `word`, `word_number` of the words of a label of at most 255 characters: its runs of
    letters, marks and digits of any script; an empty word stands where the label begins or ends
    with none.
#}
{% macro words_of(column) -%}
    json_table(
        concat('["', regexp_replace({{ column }}, '[^\\p{L}\\p{M}\\p{N}]+', '","'), '"]'),
        '$[*]' columns (word_number for ordinality, word varchar(255) path '$')
    )
{%- endmacro %}

{# A table `label` of the texts of a list in JSON; MySQL takes no column of a view as it stands. #}
{% macro texts_of(column) -%}
    json_table(concat({{ column }}), '$[*]' columns (label text path '$'))
{%- endmacro %}
