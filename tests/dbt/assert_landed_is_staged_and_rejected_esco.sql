-- Rows of ESCO that were landed, and those staged or rejected; not too many of these.
{{ landed_is_staged_and_rejected('esco') }}
