-- O*NET's skills have a level of 0 exactly where their importance is 1, and are then not relevant;
-- true of every release seen so far, but a habit of the source, not a rule: a warning.
{{ config(severity='warn') }}

select
    occupation_code,
    element_id,
    level,
    importance,
    is_not_relevant
from {{ ref('occupation_levels') }}
where
    domain = 'skill'
    and (
        (level = 0) <> (importance = 1)
        or (level = 0 and not is_not_relevant)
    )
