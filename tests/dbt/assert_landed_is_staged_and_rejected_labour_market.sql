-- Rows of the labour market that were landed, and those staged or rejected; not too many of these.
{{ landed_is_staged_and_rejected('labour_market') }}
