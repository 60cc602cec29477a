{#
    The gap formulas, for whatever holds levels in the shape of occupation_levels: the view
    skill_gaps over the published ones, an analysis over ratings that were given to it.
#}

{#
    Half of the 95% interval of a difference of two means, by their standard errors, in the points of
    these; NULL where one of them is.
#}
{% macro margin_of_error(one, other) -%}
    cast(1.96 * sqrt({{ one }} * {{ one }} + {{ other }} * {{ other }}) as decimal(7, 4))
{%- endmacro %}

{#
    What two occupations need of one element, side by side: columns of `held` and `needed`, two
    rows of levels.
#}
{% macro levels_side_by_side() -%}
    held.occupation_code as from_code,
    needed.occupation_code as to_code,
    needed.element_id,
    needed.element_name,
    needed.domain,
    held.level as from_level,
    needed.level as to_level,
    needed.level - held.level as level_difference,
    {{ margin_of_error('held.level_se', 'needed.level_se') }} as margin_of_error,
    cast((needed.importance - 1) / 4 as decimal(5, 4)) as importance_weight,
    held.importance as from_importance,
    needed.importance as to_importance,
    needed.importance - held.importance as importance_difference,
    {{ margin_of_error('held.importance_se', 'needed.importance_se') }}
        as importance_margin_of_error,
    held.level_meaning as from_level_meaning,
    needed.level_meaning as to_level_meaning,
    held.is_low_precision or needed.is_low_precision as is_low_precision
{%- endmacro %}

{# The columns of skill_gaps, of rows that levels_side_by_side made. #}
{% macro gap_figures() -%}
    from_code,
    to_code,
    element_id,
    element_name,
    domain,
    from_level,
    to_level,
    level_difference,
    greatest(level_difference, 0) as level_gap,
    greatest(-level_difference, 0) as level_surplus,
    margin_of_error,
    greatest(level_difference, 0) > margin_of_error as is_beyond_error,
    to_level > 0 and from_level = 0 as is_missing_skill,
    importance_weight,
    cast(importance_weight * greatest(level_difference, 0) / 7 as decimal(8, 6)) as weighted_gap,
    from_importance,
    to_importance,
    importance_difference,
    greatest(importance_difference, 0) as importance_gap,
    importance_margin_of_error,
    greatest(importance_difference, 0) > importance_margin_of_error as is_importance_beyond_error,
    from_level_meaning,
    to_level_meaning,
    is_low_precision
{%- endmacro %}
