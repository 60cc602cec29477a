-- Lines of visits of job boards that were landed, and those staged or rejected.
{{ landed_is_staged_and_rejected('jobs') }}
