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

{#
    What two occupations need of every element that either of them is rated on: each side's figures
    beside the columns of skill_gaps, which are NULL where a side is not rated. `levels` has the
    columns of occupation_levels; @from_code and @to_code are the sides, @domain what is asked for.
    Each side is looked up once: joined to skill_gaps it would be twice.
#}
{% macro gaps_of_either_side(levels) -%}
    select
        figures.either_element_id as element_id,
        figures.either_element_name as element_name,
        figures.either_domain as domain,
        figures.from_level,
        figures.to_level,
        figures.from_level_se,
        figures.to_level_se,
        figures.level_difference,
        figures.level_gap,
        figures.level_surplus,
        figures.margin_of_error,
        figures.is_beyond_error,
        case when figures.is_rated_for_both then figures.is_missing_skill end as is_missing_skill,
        figures.from_importance,
        figures.to_importance,
        figures.importance_difference,
        figures.importance_gap,
        figures.importance_margin_of_error,
        figures.is_importance_beyond_error,
        case when figures.is_rated_for_both then figures.importance_weight end
            as importance_weight,
        figures.weighted_gap,
        figures.from_level_meaning,
        figures.to_level_meaning,
        coalesce(
            figures.is_low_precision, figures.from_is_low_precision, figures.to_is_low_precision
        ) as is_low_precision
    from (
        select
            {{ gap_figures() }},
            either_element_id,
            either_element_name,
            either_domain,
            from_level_se,
            to_level_se,
            from_is_low_precision,
            to_is_low_precision,
            is_rated_for_both
        from (
            select
                {{ levels_side_by_side() }},
                either.element_id as either_element_id,
                either.element_name as either_element_name,
                either.domain as either_domain,
                held.level_se as from_level_se,
                needed.level_se as to_level_se,
                held.is_low_precision as from_is_low_precision,
                needed.is_low_precision as to_is_low_precision,
                held.element_id is not null and needed.element_id is not null
                    as is_rated_for_both
            from (
                select distinct
                    element_id,
                    element_name,
                    domain
                from {{ levels }}
                where
                    occupation_code in (@from_code, @to_code)
                    and {{ is_asked_domain('domain') }}
            ) as either
            left join {{ levels }} as held
                on
                    held.occupation_code = @from_code
                    and either.element_id = held.element_id
            left join {{ levels }} as needed
                on
                    needed.occupation_code = @to_code
                    and either.element_id = needed.element_id
        ) as compared
    ) as figures
    order by
        case
            when @scale = 'IM' then figures.importance_gap
            else figures.weighted_gap
        end desc,
        figures.to_importance desc,
        figures.from_importance desc,
        figures.either_element_id asc
{%- endmacro %}
