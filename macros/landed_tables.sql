{#
    Every landing table and its models: `source(landing_<source>, landing)`,
    `stg_<source>__<name>` and `stg_<source>__<name>_rejected`. The tests that add rows up walk
    over this list. `tolerated_share` of a file's rows may be rejected: none where other files
    point into it, else one in a hundred. skills_by_level: 7 of its 647 rows name groups that
    ESCO v1.1.1 does not have. onet_api_ratings: what was asked for one occupation is a file of 20
    rows or more, and an occupation of which a row is missing is not chosen in any case. app: a table
    of a few rows that people wrote one by one, each of which stands for itself.
    language_model_levels: a model may say whatever it likes, and only what it was asked is taken.
    jobs: each line of a visit stands for itself, and a visit that lost one expires nothing.
#}
{% macro landed_tables() -%}
    {% set tables = [
        ('onet', 'category_ratings', 'onet_category_ratings', 0.01),
        ('onet', 'content_model_reference', 'onet_content_model_reference', 0),
        ('onet', 'detailed_work_activities', 'onet_detailed_work_activities', 0),
        ('onet', 'element_links', 'onet_element_links', 0.01),
        ('onet', 'emerging_tasks', 'onet_emerging_tasks', 0.01),
        ('onet', 'interest_activities', 'onet_interest_activities', 0.01),
        ('onet', 'interest_keywords', 'onet_interest_keywords', 0.01),
        ('onet', 'interest_occupations', 'onet_interest_occupations', 0.01),
        ('onet', 'intermediate_work_activities', 'onet_intermediate_work_activities', 0),
        ('onet', 'job_titles', 'onet_job_titles', 0.01),
        ('onet', 'job_zone_reference', 'onet_job_zone_reference', 0),
        ('onet', 'job_zones', 'onet_job_zones', 0.01),
        ('onet', 'level_scale_anchors', 'onet_level_scale_anchors', 0),
        ('onet', 'occupation_data', 'onet_occupation_data', 0),
        ('onet', 'occupation_level_metadata', 'onet_occupation_level_metadata', 0.01),
        ('onet', 'ratings', 'onet_ratings', 0.01),
        ('onet', 'related_occupations', 'onet_related_occupations', 0.01),
        ('onet', 'reported_titles', 'onet_reported_titles', 0.01),
        ('onet', 'scale_categories', 'onet_scale_categories', 0),
        ('onet', 'scales_reference', 'onet_scales_reference', 0),
        ('onet', 'survey_booklet_locations', 'onet_survey_booklet_locations', 0.01),
        ('onet', 'task_ratings', 'onet_task_ratings', 0.01),
        ('onet', 'task_statements', 'onet_task_statements', 0.01),
        ('onet', 'tasks_to_dwas', 'onet_tasks_to_dwas', 0.01),
        ('onet', 'technology_skills', 'onet_technology_skills', 0.01),
        ('onet', 'tools_used', 'onet_tools_used', 0.01),
        ('onet', 'unspsc_reference', 'onet_unspsc_reference', 0),
        ('onet_api', 'occupation_data', 'onet_api_occupation_data', 0.01),
        ('onet_api', 'ratings', 'onet_api_ratings', 0.05),
        ('language_model', 'levels', 'language_model_levels', 1),
        ('esco', 'model_info', 'esco_model_info', 0.01),
        ('esco', 'occupation_groups', 'esco_occupation_groups', 0.01),
        ('esco', 'occupations', 'esco_occupations', 0.01),
        ('esco', 'skills', 'esco_skills', 0.01),
        ('esco', 'skill_groups', 'esco_skill_groups', 0.01),
        ('esco', 'occupation_hierarchy', 'esco_occupation_hierarchy', 0.01),
        ('esco', 'skill_hierarchy', 'esco_skill_hierarchy', 0.01),
        ('esco', 'occupation_skill_relations', 'esco_occupation_skill_relations', 0.01),
        ('esco', 'skill_relations', 'esco_skill_relations', 0.01),
        ('esco', 'skills_by_level', 'esco_skills_by_level', 0.02),
        ('esco', 'concept_schemes', 'esco_concept_schemes', 0.01),
        ('esco', 'collections', 'esco_collections', 0.01),
        ('kesco', 'occupations', 'kesco_occupations', 0.01),
        ('crosswalks', 'esco_onet', 'crosswalk_esco_onet', 0.01),
        ('crosswalks', 'isco_soc', 'crosswalk_isco_soc', 0.01),
        ('crosswalks', 'soc_2010_2018', 'crosswalk_soc_2010_2018', 0.01),
        ('crosswalks', 'onet_soc_2010_2019', 'crosswalk_onet_soc_2010_2019', 0.01),
        ('crosswalks', 'soc_2018_structure', 'crosswalk_soc_2018_structure', 0.01),
        ('labour_market', 'career_paths', 'labour_market_career_paths', 0.01),
        ('labour_market', 'demand', 'labour_market_demand', 0.01),
        ('labour_market', 'insights', 'labour_market_insights', 0.01),
        ('labour_market', 'occupation_notes', 'labour_market_occupation_notes', 0.01),
        ('app', 'custom_occupations', 'app_custom_occupations', 1),
        ('app', 'custom_occupation_skills', 'app_custom_occupation_skills', 1),
        ('app', 'occupation_notes', 'app_occupation_notes', 1),
        ('jobs', 'sightings', 'job_sightings', 1),
        ('jobs', 'pages', 'job_board_pages', 1),
        ('jobs', 'unread', 'job_board_unread', 1),
        ('jobs', 'visits', 'job_board_visits', 1),
    ] -%}
    {% set found = [] -%}
    {% for source, name, landing, tolerated_share in tables -%}
        {% do found.append({
            'source': source,
            'landing': landing,
            'model': 'stg_' ~ source ~ '__' ~ name,
            'tolerated_share': tolerated_share,
        }) -%}
    {% endfor -%}
    {{ return(found) }}
{%- endmacro %}
