{#
    The sums of occupation_pairs over the elements of a domain, as whole numbers, in one pass.

    Levels and importances have two decimals, so hundredths of them are whole, and a double holds
    whole numbers up to 2^53 exactly. That leaves room for the shortfall and four counts in one
    sum: a pair of occupations costs one expression an element instead of five.

    bits 0-23   the shortfall: importance weight times level gap, times 280,000 (400 hundredths
                of importance above 1, times 700 of level); 52 elements make 14,560,000 at most
    bits 24-29  gaps
    bits 30-35  gaps beyond error
    bits 36-41  those of them that are important to the target
    bits 42-47  gaps that no error is given for
#}

{% macro one_gap() %}{{ return('16777216e0') }}{% endmacro %}
{% macro one_gap_without_error() %}{{ return('4398063288320e0') }}{% endmacro %}

{# The importance from which an element counts as important: 3 on scale IM, its anchor "important". #}
{% macro important_from() %}{{ return('3') }}{% endmacro %}

{#
    One row per occupation that is rated in `domain`, an element a place, in the order of their
    codes. `levels` has the columns of occupation_levels and `place`.

    places      the places that have a level, a bit each
    every_error whether no level lacks its standard error
    level_n     hundredths of a level, of the target; below all others where there is none
    held_n      the same, of the occupation moved from; above all others where there is none, so
                that no gap is seen where one of the two is missing
    below_n     level_n, less half of the last digit that a margin of error is rounded to:
                level_gap > margin_of_error by the rounded margin is below - held > the margin by
                the unrounded one
    variance_n  square of 1.96 standard errors, in hundredths; beyond all bounds where none is given
    weight_n    hundredths of importance above 1; 0 where there is no level
    beyond_n    what a gap beyond error adds to the packed sum
#}
{% macro wide_levels(levels, domain) -%}
    select
        occupation_code,
        bit_or(if(level is null, 0, 1 << place)) as places,
        min(level is null or level_se is not null) as every_error,
        {{ at_each_place(domain, value_at_place("100 * level", "-1") ~ " as level_{}") }},
        {{ at_each_place(domain, value_at_place("100 * level", "1e9") ~ " as held_{}") }},
        {{ at_each_place(domain, value_at_place("100 * level - 0.005", "-1") ~ " as below_{}") }},
        {{ at_each_place(domain,
            value_at_place("38416 * level_se * level_se", "1e18") ~ " as variance_{}") }},
        {{ at_each_place(domain,
            value_at_place("if(level is null, 0, 100 * (importance - 1))", "0") ~ " as weight_{}") }},
        {{ at_each_place(domain,
            value_at_place(
                "(1 << 24) + (1 << 30) + (1 << 36) * coalesce(importance >= "
                ~ important_from() ~ ", 0)", "0"
            ) ~ " as beyond_{}") }},
        sum(coalesce(100 * (importance - 1) * 100 * level, 0)) + 0e0 as weighted_level

    from {{ levels }}
    where domain = '{{ domain }}'
    group by occupation_code
    order by occupation_code
{%- endmacro %}

{# `value` of the element at a place, as a double; `missing` where there is none. #}
{% macro value_at_place(value, missing) -%}
    coalesce(max(case when place = {} then {{ value }} end) + 0e0, {{ missing }})
{%- endmacro %}

{#
    What the target needs more than the occupation holds: shortfall and counts, packed.
    Where every level has its error, nothing is asked about those that have none: a tenth less work.
#}
{% macro packed_shortfall(domain) -%}
    cast(
        if(
            held.every_error and needed.every_error,
            {{ shortfall_of_places(domain, one_gap()) }},
            {{ shortfall_of_places(domain,
                "if(needed.variance_{} + held.variance_{} >= 1e18, "
                ~ one_gap_without_error() ~ ", " ~ one_gap() ~ ")") }}
        ) as signed
    )
{%- endmacro %}

{# The packed sum over the places of a domain; `within_error` is what a gap adds that is not beyond it. #}
{% macro shortfall_of_places(domain, within_error) -%}
    {{ added_up(domain,
        "if(needed.level_{} > held.held_{}, "
        ~ "needed.weight_{} * (needed.level_{} - held.held_{}) + "
        ~ "if(needed.below_{} - held.held_{} > sqrt(needed.variance_{} + held.variance_{}), "
        ~ "needed.beyond_{}, " ~ within_error ~ "), 0)") }}
{%- endmacro %}

{#
    Shortfall less surplus, both weighted by what matters to the target; as packed_shortfall counts.
    Where both have the same elements it is a sum of products, else it is told element by element.
#}
{% macro net_shortfall(domain) -%}
    if(
        held.places = needed.places,
        needed.weighted_level - ({{ added_up(domain, "needed.weight_{} * held.held_{}") }}),
        {{ added_up(domain,
            "if(held.held_{} < 1e9 and needed.level_{} >= 0, "
            ~ "needed.weight_{} * (needed.level_{} - held.held_{}), 0)") }}
    )
{%- endmacro %}
