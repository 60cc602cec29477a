-- Rows written through the API that were landed, and those staged or rejected.
{{ landed_is_staged_and_rejected('app') }}
