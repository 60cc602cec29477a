{% test unique_together(model, columns) %}
-- the keys that more than one row has, and how many
select
    {{ columns | join(', ') }},
    count(*) as n
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
