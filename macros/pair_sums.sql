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
    One row per occupation that is rated in `domain`, an element a place. `levels` has the columns
    of occupation_levels and `place`.

    level_n     hundredths of a level
    below_n     the same for the target, less half of the last digit that a margin of error is
                rounded to: level_gap > margin_of_error by the rounded margin is
                below - level > the margin by the unrounded one
    variance_n  square of 1.96 standard errors, in hundredths; beyond all bounds where none is given
    weight_n    hundredths of importance above 1
    beyond_n    what a gap beyond error adds to the packed sum
#}
{% macro wide_levels(levels, domain) -%}
    select
        occupation_code,
        count(*) as elements,
        {{ at_each_place(domain, "coalesce(max(case when place = {} then cast(100 * level as double) end), 0) as level_{}") }},
        {{ at_each_place(domain, "coalesce(max(case when place = {} then cast(100 * level - 0.005 as double) end), 0) as below_{}") }},
        {{ at_each_place(domain, "coalesce(max(case when place = {} then 38416e0 * level_se * level_se end), 1e18) as variance_{}") }},
        {{ at_each_place(domain, "coalesce(max(case when place = {} then cast(100 * (importance - 1) as double) end), 0) as weight_{}") }},
        {{ at_each_place(domain, "coalesce(max(case when place = {} then (1 << 24) + (1 << 30) + (1 << 36) * (importance >= " ~ important_from() ~ ") end), 0) + 0e0 as beyond_{}") }},
        sum(cast(100 * (importance - 1) as double) * cast(100 * level as double)) as weighted_level

    from {{ levels }}
    where domain = '{{ domain }}'
    group by occupation_code
{%- endmacro %}

{# What the target needs more than the occupation holds: shortfall and counts, packed. #}
{% macro packed_shortfall(domain) -%}
    cast(
        {{ added_up(domain,
            "if(needed.level_{} > held.level_{}, "
            ~ "needed.weight_{} * (needed.level_{} - held.level_{}) + "
            ~ "if((needed.below_{} - held.level_{}) * (needed.below_{} - held.level_{}) "
            ~ "> needed.variance_{} + held.variance_{}, needed.beyond_{}, "
            ~ "if(needed.variance_{} + held.variance_{} >= 1e18, "
            ~ one_gap_without_error() ~ ", " ~ one_gap() ~ ")), 0)") }}
        as signed
    )
{%- endmacro %}

{# Shortfall less surplus, both weighted by what matters to the target; as packed_shortfall counts. #}
{% macro net_shortfall(domain) -%}
    needed.weighted_level - ({{ added_up(domain, "needed.weight_{} * held.level_{}") }})
{%- endmacro %}
