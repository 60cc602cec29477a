{# The short name of a listing in addresses and links: 16 letters that follow from board and id. #}
{% macro listing_id(board, external_id) -%}
    cast(left(sha2(concat({{ board }}, ' ', {{ external_id }}), 256), 16) as char(16))
        collate utf8mb4_bin
{%- endmacro %}

{#
    MIN or MAX of days or moments over rows that a window function has numbered. As dates MySQL
    would write '0000-00-00' for a group without any, and CREATE TABLE fails by it.
#}
{% macro end_of_dates(extreme, value, type='date') -%}
    cast({{ extreme }}(cast({{ value }} as char(26))) as {{ type }})
{%- endmacro %}

{# What a text of a listing is known by: the first half of its SHA-256, NULL where there is no text. #}
{% macro text_hash(text) -%}
    cast(left(sha2({{ text }}, 256), 32) as char(32)) collate utf8mb4_bin
{%- endmacro %}
