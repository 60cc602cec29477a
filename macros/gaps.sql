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
    The figures of one element between two occupations: columns of `held` and `needed`, two rows of
    levels. What rests on both is NULL where one of them is not there.
#}
{% macro gap_figures() -%}
    {%- set level_difference = 'needed.level - held.level' -%}
    {%- set level_margin = margin_of_error('held.level_se', 'needed.level_se') -%}
    {%- set importance_difference = 'needed.importance - held.importance' -%}
    {%- set importance_margin = margin_of_error('held.importance_se', 'needed.importance_se') -%}
    {%- set importance_weight = 'cast((needed.importance - 1) / 4 as decimal(5, 4))' -%}
    held.level as from_level,
    needed.level as to_level,
    {{ level_difference }} as level_difference,
    greatest({{ level_difference }}, 0) as level_gap,
    greatest(held.level - needed.level, 0) as level_surplus,
    {{ level_margin }} as margin_of_error,
    greatest({{ level_difference }}, 0) > {{ level_margin }} as is_beyond_error,
    case
        when held.element_id is not null and needed.element_id is not null
            then needed.level > 0 and held.level = 0
    end as is_missing_skill,
    case when held.element_id is not null then {{ importance_weight }} end as importance_weight,
    cast(
        {{ importance_weight }} * greatest({{ level_difference }}, 0) / 7 as decimal(8, 6)
    ) as weighted_gap,
    held.importance as from_importance,
    needed.importance as to_importance,
    {{ importance_difference }} as importance_difference,
    greatest({{ importance_difference }}, 0) as importance_gap,
    {{ importance_margin }} as importance_margin_of_error,
    greatest({{ importance_difference }}, 0) > {{ importance_margin }}
        as is_importance_beyond_error,
    held.level_meaning as from_level_meaning,
    needed.level_meaning as to_level_meaning
{%- endmacro %}

{#
    The pairs that are compared, a row each: those of @pairs, a JSON array of arrays of two codes, or
    where that is NULL the one of @from_code and @to_code. Of a text longer than any code the
    beginning is enough. The collation is named, for whoever pastes this may have another one.
#}
{% macro asked_pairs() -%}
    select distinct
        convert(left(asked.from_code, 64) using utf8mb4) collate utf8mb4_bin as from_code,
        convert(left(asked.to_code, 64) using utf8mb4) collate utf8mb4_bin as to_code
    from json_table(
        coalesce(@pairs, json_array(json_array(@from_code, @to_code))),
        '$[*]' columns (from_code text path '$[0]', to_code text path '$[1]')
    ) as asked
{%- endmacro %}

{#
    What the occupations of each pair need of every element that either of them is rated on: each
    side's figures beside the columns of skill_gaps, which are NULL where a side is not rated. The
    arguments are CTEs: `levels` has the columns of occupation_levels, `pairs` those of asked_pairs;
    @domain says what is asked for. Each side is looked up once: joined to skill_gaps it would be
    twice.
#}
{% macro gaps_of_either_side(levels, pairs) -%}
    select
        either.from_code,
        either.to_code,
        either.element_id,
        either.element_name,
        either.domain,
        {{ gap_figures() }},
        held.level_se as from_level_se,
        needed.level_se as to_level_se,
        coalesce(
            held.is_low_precision or needed.is_low_precision,
            held.is_low_precision,
            needed.is_low_precision
        ) as is_low_precision
    from (
        select distinct
            sides.from_code,
            sides.to_code,
            levels_of_side.element_id,
            levels_of_side.element_name,
            levels_of_side.domain
        from (
            select
                from_code,
                to_code,
                from_code as occupation_code
            from {{ pairs }}
            union all
            select
                from_code,
                to_code,
                to_code as occupation_code
            from {{ pairs }}
        ) as sides
        inner join {{ levels }} as levels_of_side
            on sides.occupation_code = levels_of_side.occupation_code
        where {{ is_asked_domain('levels_of_side.domain') }}
    ) as either
    left join {{ levels }} as held
        on
            either.from_code = held.occupation_code
            and either.element_id = held.element_id
    left join {{ levels }} as needed
        on
            either.to_code = needed.occupation_code
            and either.element_id = needed.element_id
    order by
        either.from_code,
        either.to_code,
        case when @scale = 'IM' then importance_gap else weighted_gap end desc,
        needed.importance desc,
        held.importance desc,
        either.element_id asc
{%- endmacro %}
