-- Rows of the O*NET Web Services that were landed, and those staged or rejected; not too many of these.
{{ landed_is_staged_and_rejected('onet_api') }}
