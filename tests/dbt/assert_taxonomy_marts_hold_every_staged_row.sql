-- Per mart of the taxonomies: the rows staged in the deliveries that the marts are built from,
-- against the rows of the mart; what labour_demand counts of the job boards was delivered by nobody.
with

current_batches as (

    select * from {{ ref('int_taxonomies__current_batches') }}

),

{% set marts = {
    'career_paths': 'stg_labour_market__career_paths',
    'esco_collections': 'stg_esco__collections',
    'esco_occupation_skills': 'stg_esco__occupation_skill_relations',
    'esco_occupations': 'stg_esco__occupations',
    'esco_skill_groups': 'stg_esco__skill_groups',
    'esco_skill_relations': 'stg_esco__skill_relations',
    'esco_skills': 'stg_esco__skills',
    'isco_groups': 'stg_esco__occupation_groups',
    'kesco_occupations': 'stg_kesco__occupations',
    'labour_demand': 'stg_labour_market__demand',
    'labour_market_insights': 'stg_labour_market__insights',
    'skill_hierarchy': 'stg_esco__skill_hierarchy',
} -%}

counted as (

    {% for mart, staged in marts.items() -%}
        select
            '{{ mart }}' as mart,
            (
                select count(*)
                from {{ ref(staged) }} as staged
                inner join current_batches on staged.batch_id = current_batches.batch_id
            ) as rows_staged,
            (
                select count(*) from {{ ref(mart) }}
                {{ "where delivery <> 'job boards'" if mart == 'labour_demand' }}
            ) as rows_in_mart
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from counted
where rows_staged <> rows_in_mart
