{% test primary_key_is(model, columns) %}
-- the primary key as it is in the database, where it differs from the one named
with

built as (

    select group_concat(column_name order by seq_in_index) as primary_key
    from information_schema.statistics
    where
        table_schema = '{{ model.schema }}'
        and table_name = '{{ model.identifier }}'
        and index_name = 'PRIMARY'

)

select
    primary_key as built,
    '{{ columns | join(",") }}' as named
from built
where coalesce(primary_key, '') <> '{{ columns | join(",") }}'
{% endtest %}
