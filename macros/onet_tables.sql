{#
    What every landed O*NET table has: `landing_onet.onet_<x>`, `stg_onet__<x>` and
    `stg_onet__<x>_rejected`. The tests that add rows up walk over this list. `is_reference`:
    other files point into it, so not a single row may be rejected.
#}
{% macro onet_tables() -%}
    {{ return([
        {'name': 'category_ratings', 'is_reference': false},
        {'name': 'content_model_reference', 'is_reference': true},
        {'name': 'detailed_work_activities', 'is_reference': true},
        {'name': 'element_links', 'is_reference': false},
        {'name': 'emerging_tasks', 'is_reference': false},
        {'name': 'interest_activities', 'is_reference': false},
        {'name': 'interest_keywords', 'is_reference': false},
        {'name': 'interest_occupations', 'is_reference': false},
        {'name': 'intermediate_work_activities', 'is_reference': true},
        {'name': 'job_titles', 'is_reference': false},
        {'name': 'job_zone_reference', 'is_reference': true},
        {'name': 'job_zones', 'is_reference': false},
        {'name': 'level_scale_anchors', 'is_reference': true},
        {'name': 'occupation_data', 'is_reference': true},
        {'name': 'occupation_level_metadata', 'is_reference': false},
        {'name': 'ratings', 'is_reference': false},
        {'name': 'related_occupations', 'is_reference': false},
        {'name': 'reported_titles', 'is_reference': false},
        {'name': 'scale_categories', 'is_reference': true},
        {'name': 'scales_reference', 'is_reference': true},
        {'name': 'survey_booklet_locations', 'is_reference': false},
        {'name': 'task_ratings', 'is_reference': false},
        {'name': 'task_statements', 'is_reference': false},
        {'name': 'tasks_to_dwas', 'is_reference': false},
        {'name': 'technology_skills', 'is_reference': false},
        {'name': 'tools_used', 'is_reference': false},
        {'name': 'unspsc_reference', 'is_reference': true},
    ]) }}
{%- endmacro %}
