-- Figures and notes of the labour market whose occupation the taxonomy they name does not have:
-- they meet nothing. A warning, for a figure may be ahead of the list; samples may lag behind it.
{{ config(severity='warn') }}

with

known as (

    select
        taxonomy,
        occupation_key as occupation_code
    from {{ ref('taxonomy_occupations') }}
    union distinct
    select
        taxonomy,
        code as occupation_code
    from {{ ref('taxonomy_occupations') }}

),

named as (

    {% for model, column in [
        ('stg_labour_market__career_paths', 'from_occupation_code'),
        ('stg_labour_market__career_paths', 'to_occupation_code'),
        ('stg_labour_market__demand', 'occupation_code'),
        ('stg_labour_market__occupation_notes', 'occupation_code'),
    ] -%}
        select
            batch_id,
            source_file,
            source_line,
            taxonomy,
            {{ column }} as occupation_code
        from {{ ref(model) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    named.source_file,
    named.source_line,
    named.taxonomy,
    named.occupation_code

from named
inner join {{ ref('int_taxonomies__current_batches') }} as batches
    on named.batch_id = batches.batch_id
left join known
    on
        named.taxonomy = known.taxonomy
        and named.occupation_code = known.occupation_code
where
    known.taxonomy is null
    and not batches.is_sample
