{#
    How ratings become the levels of an element: for the models that the nightly run builds, and
    for analyses of ratings that were given to them. Arguments name relations or CTEs.
#}

{#
    Level and importance of an element, from ratings of one occupation and element: an aggregate
    over rows with scale_id, value, standard_error, recommend_suppress and not_relevant.
#}
{% macro level_and_importance() -%}
    max(case when scale_id = 'LV' then value end) as level,
    max(case when scale_id = 'LV' then standard_error end) as level_se,
    max(case when scale_id = 'IM' then value end) as importance,
    max(case when scale_id = 'IM' then standard_error end) as importance_se,
    max(case when scale_id = 'LV' then not_relevant end) as is_not_relevant,
    max(recommend_suppress) as is_low_precision
{%- endmacro %}

{#
    Which levels of an element an anchor speaks of: from its own value up to the next one's;
    levels below the lowest anchor are told by that. `anchors` has scale LV alone. No WITH in
    here: inside of another query MariaDB would no longer find the CTEs around it.
#}
{% macro level_bands(anchors) -%}
    select
        element_id,
        anchor_value as level_from,
        lead(anchor_value) over (
            partition by element_id order by anchor_value
        ) as level_below,
        anchor_description as level_meaning

    from {{ anchors }}

    union all

    select
        element_id,
        null as level_from,
        anchor_value as level_below,
        concat('below: ', anchor_description) as level_meaning

    from (
        select
            element_id,
            anchor_value,
            anchor_description,
            row_number() over (
                partition by element_id order by anchor_value
            ) as position_of_anchor

        from {{ anchors }}
    ) as in_order
    where position_of_anchor = 1
{%- endmacro %}

{# Whether a row of level_bands speaks of the level of an element. #}
{% macro is_in_band(ratings, bands) -%}
    {{ ratings }}.element_id = {{ bands }}.element_id
    and ({{ bands }}.level_from is null or {{ ratings }}.level >= {{ bands }}.level_from)
    and ({{ bands }}.level_below is null or {{ ratings }}.level < {{ bands }}.level_below)
{%- endmacro %}

{# A value of a scale from 0 to 100; `scale` names its row in scales. #}
{% macro standardised(value, scale) -%}
    cast(
        100 * ({{ value }} - {{ scale }}.minimum) / ({{ scale }}.maximum - {{ scale }}.minimum)
        as decimal(7, 4)
    )
{%- endmacro %}
