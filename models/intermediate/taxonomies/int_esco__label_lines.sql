{{ config(materialized='table', contract={'enforced': true}) }}

with

recursive models as (

    select * from {{ ref('int_esco__models') }}

),

concepts as (

    select
        batch_id,
        'group' as concept_kind,
        group_key as concept_key,
        preferred_label,
        alt_labels,
        null as hidden_labels
    from {{ ref('stg_esco__occupation_groups') }}
    union all
    select
        batch_id,
        'occupation' as concept_kind,
        occupation_key as concept_key,
        preferred_label,
        alt_labels,
        hidden_labels
    from {{ ref('stg_esco__occupations') }}
    union all
    select
        batch_id,
        'skill_group' as concept_kind,
        skill_group_key as concept_key,
        preferred_label,
        alt_labels,
        hidden_labels
    from {{ ref('stg_esco__skill_groups') }}
    union all
    select
        batch_id,
        'skill' as concept_kind,
        skill_key as concept_key,
        preferred_label,
        alt_labels,
        hidden_labels
    from {{ ref('stg_esco__skills') }}

),

cells as (

    select
        batch_id,
        concept_kind,
        concept_key,
        preferred_label,
        'alternative' as label_kind,
        alt_labels as cell
    from concepts
    where alt_labels is not null
    union all
    select
        batch_id,
        concept_kind,
        concept_key,
        preferred_label,
        'hidden' as label_kind,
        hidden_labels as cell
    from concepts
    where hidden_labels is not null

),

-- blanks around line ends go once a cell; the hint keeps MySQL from doing it once a line
counted as (

    select
        batch_id,
        concept_kind,
        concept_key,
        preferred_label,
        label_kind,
        {{ clean_lines('cell') }} as cell,
        char_length(cell) - char_length(replace(cell, {{ line_end() }}, '')) + 1 as n_lines
    from cells

),

places as (

    select 1 as place
    union all
    select place + 1 as place
    from places
    where place < (select max(counted.n_lines) from counted)

),

label_lines as (

    select /*+ no_merge(counted) */
        models.model,
        models.language,
        counted.concept_kind,
        counted.concept_key,
        counted.label_kind,
        counted.preferred_label,
        places.place,
        nullif(
            substring_index(
                substring_index(counted.cell, {{ line_end() }}, places.place),
                {{ line_end() }},
                -1
            ),
            ''
        ) as label

    from counted
    inner join models on counted.batch_id = models.batch_id
    -- every cell has a first line, so nothing is added; a left join keeps MySQL from reading all
    -- cells again for each place
    left join places on counted.n_lines >= places.place

),

numbered as (

    select
        *,
        row_number() over (
            partition by model, concept_kind, concept_key, label_kind, label
            order by place
        ) as occurrence

    from label_lines

)

select
    model,
    concept_kind,
    concept_key,
    label_kind,
    place as position,
    label,
    language,
    case
        when label is null then 'empty'
        when label = preferred_label then 'preferred_label'
        when occurrence > 1 then 'repeat'
    end as dropped_reason

from numbered
