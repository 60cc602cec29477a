-- The primary models, where there is not exactly one, or it is not the one asked for. None: the
-- model that var esco_model names is not landed.
with

models as (

    select * from {{ ref('int_esco__models') }}

),

counted as (

    select
        count(*) as n_models,
        coalesce(sum(is_primary), 0) as n_primary,
        max(case when is_primary then model end) as primary_model
    from models

)

select * from counted
where
    (n_models > 0 and n_primary <> 1)
    {% if var('esco_model') -%}
        or coalesce(primary_model, '')
        <> '{{ var("esco_model") | string | replace("\\", "") | replace("'", "''") }}'
    {%- endif %}
