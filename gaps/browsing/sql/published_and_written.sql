-- which set is published, and how often people wrote over it
select
    publication.invocation_id,
    coalesce((select max(written.changes) from {app}.written), 0) as changes

from publication
