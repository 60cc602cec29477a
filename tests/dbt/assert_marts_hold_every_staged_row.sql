-- Per mart: the rows staged for the current release, against the rows of the mart.
with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

{% set marts = {
    'detailed_work_activities': 'detailed_work_activities',
    'element_links': 'element_links',
    'elements': 'content_model_reference',
    'emerging_tasks': 'emerging_tasks',
    'job_titles': 'job_titles',
    'job_zones': 'job_zone_reference',
    'level_anchors': 'level_scale_anchors',
    'occupation_category_ratings': 'category_ratings',
    'occupation_element_ratings': 'ratings',
    'occupation_metadata': 'occupation_level_metadata',
    'occupations': 'occupation_data',
    'related_occupations': 'related_occupations',
    'reported_titles': 'reported_titles',
    'scale_categories': 'scale_categories',
    'scales': 'scales_reference',
    'task_activities': 'tasks_to_dwas',
    'task_ratings': 'task_ratings',
    'tasks': 'task_statements',
    'technology_skills': 'technology_skills',
    'tools': 'tools_used',
} -%}

counted as (

    {% for mart, staged in marts.items() -%}
        select
            '{{ mart }}' as mart,
            (
                select count(*)
                from {{ ref('stg_onet__' ~ staged) }} as staged
                inner join current_batch on staged.batch_id = current_batch.batch_id
            ) as rows_staged,
            (select count(*) from {{ ref(mart) }}) as rows_in_mart
        union all
    {% endfor %}
    select
        'occupations.job_zone' as mart,
        (
            select count(*)
            from {{ ref('stg_onet__job_zones') }} as staged
            inner join current_batch on staged.batch_id = current_batch.batch_id
        ) as rows_staged,
        (select sum(is_data_level) from {{ ref('occupations') }}) as rows_in_mart

)

select * from counted
where rows_staged <> rows_in_mart
