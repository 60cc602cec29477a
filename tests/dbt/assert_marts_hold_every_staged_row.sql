-- Per mart: the rows staged for the current release, against the rows of the mart. Ratings that
-- gave way to those of the O*NET Web Services, and what the mart holds of these, are counted apart.
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
    'occupation_metadata': 'occupation_level_metadata',
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
        'occupations' as mart,
        (
            select count(*)
            from {{ ref('stg_onet__occupation_data') }} as staged
            inner join current_batch on staged.batch_id = current_batch.batch_id
        ) as rows_staged,
        (
            select count(*) from {{ ref('occupations') }}
            where origin = 'file'
        ) as rows_in_mart
    union all
    select
        'occupation_element_ratings, file' as mart,
        (
            select count(*)
            from {{ ref('stg_onet__ratings') }} as staged
            inner join current_batch on staged.batch_id = current_batch.batch_id
        ) as rows_staged,
        (
            select count(*) from {{ ref('occupation_element_ratings') }}
            where origin = 'file'
        )
        + (
            select count(*)
            from {{ ref('stg_onet__ratings') }} as staged
            inner join current_batch on staged.batch_id = current_batch.batch_id
            inner join {{ ref('int_onet__elements') }} as elements
                on staged.element_id = elements.element_id
            inner join {{ ref('int_onet_api__chosen_domains') }} as chosen_domains
                on
                    staged.occupation_code = chosen_domains.occupation_code
                    and elements.domain = chosen_domains.domain
        ) as rows_in_mart
    union all
    select
        'occupation_element_ratings, onet_api' as mart,
        (
            select count(*)
            from {{ ref('int_onet_api__chosen_domains') }} as chosen_domains
            inner join {{ ref('int_onet_api__expected_ratings') }} as expected_ratings
                on
                    chosen_domains.batch_id = expected_ratings.batch_id
                    and chosen_domains.domain = expected_ratings.domain
        ) as rows_staged,
        (
            select count(*) from {{ ref('occupation_element_ratings') }}
            where origin = 'onet_api'
        ) as rows_in_mart
    union all
    select
        'occupations.job_zone' as mart,
        (
            select count(*)
            from {{ ref('stg_onet__job_zones') }} as staged
            inner join current_batch on staged.batch_id = current_batch.batch_id
        ) as rows_staged,
        (select count(job_zone) from {{ ref('occupations') }}) as rows_in_mart

)

select * from counted
where rows_staged <> rows_in_mart
