-- Per crosswalk between ESCO and O*NET-SOC and per model: the rows staged, against those that were
-- looked up in the model; and methods or grades whose confidence nobody stated.
with

staged as (

    select
        crosswalks.batch_id,
        count(*) as n
    from {{ ref('stg_crosswalks__esco_onet') }} as crosswalks
    inner join {{ ref('int_taxonomies__current_batches') }} as batches
        on crosswalks.batch_id = batches.batch_id
    group by crosswalks.batch_id

),

looked_up as (

    select
        crosswalk_rows.batch_id,
        crosswalk_rows.model,
        count(*) as n,
        sum(link_confidence.method is null) as n_without_confidence
    from {{ ref('int_crosswalks__esco_onet') }} as crosswalk_rows
    left join {{ ref('stg_crosswalks__link_confidence') }} as link_confidence
        on
            crosswalk_rows.method = link_confidence.method
            and crosswalk_rows.grade = link_confidence.grade
    group by crosswalk_rows.batch_id, crosswalk_rows.model

)

select
    staged.batch_id,
    models.model,
    staged.n as rows_staged,
    looked_up.n as rows_looked_up,
    looked_up.n_without_confidence

from staged
cross join {{ ref('int_esco__models') }} as models
left join looked_up
    on
        staged.batch_id = looked_up.batch_id
        and models.model = looked_up.model
where
    staged.n <> coalesce(looked_up.n, 0)
    or coalesce(looked_up.n_without_confidence, 0) > 0
