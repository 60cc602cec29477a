-- Levels of a language model that were landed, and those staged or rejected.
{{ landed_is_staged_and_rejected('language_model') }}
