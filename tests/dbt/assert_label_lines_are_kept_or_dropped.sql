-- Per model: the lines of the cells with labels, against the labels kept and the lines dropped.
with

models as (

    select * from {{ ref('int_esco__models') }}

),

cells as (

    {% for model, column in [
        ('stg_esco__occupation_groups', 'alt_labels'),
        ('stg_esco__occupations', 'alt_labels'),
        ('stg_esco__occupations', 'hidden_labels'),
        ('stg_esco__skill_groups', 'alt_labels'),
        ('stg_esco__skill_groups', 'hidden_labels'),
        ('stg_esco__skills', 'alt_labels'),
        ('stg_esco__skills', 'hidden_labels'),
    ] -%}
        select
            batch_id,
            {{ column }} as cell
        from {{ ref(model) }}
        where {{ column }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

in_cells as (

    select
        models.model,
        sum(
            char_length(cells.cell)
            - char_length(replace(cells.cell, {{ line_end() }}, ''))
            + 1
        ) as n
    from cells
    inner join models on cells.batch_id = models.batch_id
    group by models.model

),

kept as (

    select
        model,
        count(*) as n
    from {{ ref('alternative_labels') }}
    group by model

),

dropped as (

    select
        model,
        count(*) as n
    from {{ ref('int_esco__label_lines') }}
    where dropped_reason is not null
    group by model

)

select
    in_cells.model,
    in_cells.n as lines_in_cells,
    coalesce(kept.n, 0) as labels_kept,
    coalesce(dropped.n, 0) as lines_dropped

from in_cells
left join kept on in_cells.model = kept.model
left join dropped on in_cells.model = dropped.model
where in_cells.n <> coalesce(kept.n, 0) + coalesce(dropped.n, 0)
