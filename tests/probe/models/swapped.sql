-- a thousand rows that all say which build they are of
select
    {{ var('build') }} as build,
    repeat('x', 200) as filler
from {{ ref('digits') }} as ones
cross join {{ ref('digits') }} as tens
cross join {{ ref('digits') }} as hundreds
