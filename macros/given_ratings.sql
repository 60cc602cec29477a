{#
    Ratings that an analysis is given as JSON, in the words of the database service of the O*NET
    Web Services, read as the nightly run reads them. Arguments name CTEs or a session variable.
#}

{#
    The rows of a JSON array of objects, each column the text that was given. The collation is
    named, for whoever pastes this may have a session of another one.
#}
{% macro given_ratings(variable) -%}
    {%- set columns = [
        'onetsoc_code', 'element_id', 'scale_id', 'data_value', 'n', 'standard_error',
        'lower_ci_bound', 'upper_ci_bound', 'recommend_suppress', 'not_relevant', 'date_updated',
        'domain_source'
    ] -%}
    select
        {% for name in columns -%}
        given.{{ name }} collate utf8mb4_bin as {{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from json_table(
        {{ variable }},
        '$[*]' columns (
            {% for name in columns -%}
            {{ name }} text path '$.{{ name }}'{{ ',' if not loop.last }}
            {% endfor -%}
        )
    ) as given
{%- endmacro %}

{#
    What each given row says, and why it is not used if it is not: as base_onet_api__ratings, and
    an element that the published release does not know.
#}
{% macro judged_ratings(given, elements, scales) -%}
    select
        typed.*,
        elements.domain,
        elements.element_name,
        coalesce(
            {{ fault_of_service_rating('typed', 'scales') }},
            case when elements.element_id is null then 'unknown_element' end
        ) as rejection_reason

    from (
        select {{ typed_service_rating() }}
        from {{ given }}
    ) as typed
    left join {{ elements }} as elements on typed.element_id = elements.element_id
    left join {{ scales }} as scales on typed.scale_id = scales.scale_id
{%- endmacro %}

{# Which elements a release rates on which of the scales of a gap; `levels` is occupation_levels. #}
{% macro rated_scales_of_elements(levels) -%}
    select
        element_id,
        domain,
        'LV' as scale_id
    from {{ levels }}
    group by element_id, domain
    having count(level) > 0
    union all
    select
        element_id,
        domain,
        'IM' as scale_id
    from {{ levels }}
    group by element_id, domain
    having count(importance) > 0
{%- endmacro %}

{#
    For each occupation and domain how many ratings are needed and how many were given that can be
    used; only who has all of them is rated.
#}
{% macro completeness_of_ratings(judged, needed) -%}
    select
        asked.occupation_code,
        needed.domain,
        count(*) as needed,
        count(usable.element_id) as usable,
        max(usable.rated_on) as rated_on
    from (
        select distinct occupation_code from {{ judged }}
        where occupation_code is not null
    ) as asked
    cross join {{ needed }} as needed
    left join (
        select
            occupation_code,
            element_id,
            scale_id,
            max(rated_on) as rated_on
        from {{ judged }}
        where rejection_reason is null
        group by occupation_code, element_id, scale_id
    ) as usable
        on
            asked.occupation_code = usable.occupation_code
            and needed.element_id = usable.element_id
            and needed.scale_id = usable.scale_id
    group by asked.occupation_code, needed.domain
{%- endmacro %}

{#
    The usable ratings of complete domains as rows of occupation_levels; of elements that are not
    needed nothing is taken, so that all occupations of a domain are rated on the same.
#}
{% macro levels_of_ratings(judged, needed, completeness, anchors, scales) -%}
    select
        ratings.occupation_code,
        ratings.element_id,
        ratings.domain,
        ratings.element_name,
        ratings.level,
        ratings.level_se,
        ratings.importance,
        ratings.importance_se,
        {{ standardised('ratings.level', 'level_scale') }} as level_standardised,
        {{ standardised('ratings.importance', 'importance_scale') }} as importance_standardised,
        ratings.is_not_relevant,
        ratings.is_low_precision,
        level_bands.level_meaning
    from (
        select
            occupation_code,
            element_id,
            domain,
            element_name,
            {{ level_and_importance() }}
        from (
            select judged.*
            from {{ judged }} as judged
            inner join {{ needed }} as needed
                on
                    judged.element_id = needed.element_id
                    and judged.scale_id = needed.scale_id
            inner join {{ completeness }} as completeness
                on
                    judged.occupation_code = completeness.occupation_code
                    and judged.domain = completeness.domain
                    and completeness.needed = completeness.usable
            where judged.rejection_reason is null
        ) as usable
        group by occupation_code, element_id, domain, element_name
    ) as ratings
    inner join {{ scales }} as level_scale on level_scale.scale_id = 'LV'
    inner join {{ scales }} as importance_scale on importance_scale.scale_id = 'IM'
    left join ({{ level_bands(anchors) }}) as level_bands
        on {{ is_in_band('ratings', 'level_bands') }}
{%- endmacro %}
