{#
    What every landed O*NET table has: `landing_onet.onet_<x>`, `stg_onet__<x>` and
    `stg_onet__<x>_rejected`. The tests that add rows up walk over this list. `is_reference`:
    other files point into it, so not a single row may be rejected.
#}
{% macro onet_tables() -%}
    {{ return([
        {'name': 'content_model_reference', 'is_reference': true},
        {'name': 'job_titles', 'is_reference': false},
        {'name': 'job_zone_reference', 'is_reference': true},
        {'name': 'job_zones', 'is_reference': false},
        {'name': 'level_scale_anchors', 'is_reference': true},
        {'name': 'occupation_data', 'is_reference': true},
        {'name': 'ratings', 'is_reference': false},
        {'name': 'scales_reference', 'is_reference': true},
    ]) }}
{%- endmacro %}
