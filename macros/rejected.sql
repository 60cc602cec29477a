{#
    The landed rows that a base model rejects, as they arrived, each with the reason. `typed` is the
    base model, `landed` its landing table.
#}
{% macro rejected_rows(typed, landed) -%}
    select
        landed.*,
        typed.rejection_reason

    from {{ typed }} as typed
    inner join {{ landed }} as landed
        on
            typed.batch_id = landed.batch_id
            and typed.source_file = landed.source_file
            and typed.source_line = landed.source_line
    where typed.rejection_reason is not null
{%- endmacro %}
