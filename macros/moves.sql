{#
    Moves from occupations to occupations, for the analyses that look at many of them at once.
    Arguments name CTEs, their aliases, or session variables. @domain is the comma list of domains
    that every one of these analyses takes; NULL means skill.
#}

{# True for a domain that is asked for. #}
{% macro is_asked_domain(domain) -%}
    find_in_set({{ domain }}, replace(coalesce(@domain, 'skill'), ' ', ''))
{%- endmacro %}

{# The asked domains, comma between. #}
{% macro asked_domains() -%}
    convert(replace(coalesce(@domain, 'skill'), ' ', '') using utf8mb4)
{%- endmacro %}

{#
    The codes of a comma list in a session variable, one a row; no row where it is NULL. A code that
    no occupation has is among them; of a text longer than any code the beginning is enough.
#}
{% macro listed_codes(variable) -%}
    select distinct
        convert(left(trim(listed.code), 64) using utf8mb4) collate utf8mb4_bin
            as occupation_code
    from json_table(
        concat('[', replace(json_quote({{ variable }}), ',', '","'), ']'),
        '$[*]' columns (code text path '$')
    ) as listed
    where trim(listed.code) <> ''
{%- endmacro %}

{# The asked domains in which an occupation has a status, as a number with a bit for each domain. #}
{% macro domains_with_status(occupations, status) -%}
    coalesce(
        {%- for domain in ['skill', 'knowledge', 'ability', 'work_activity'] %}
        ({{ is_asked_domain("'" ~ domain ~ "'") }} > 0
            and {{ occupations }}.{{ domain }}_status = '{{ status }}') * {{ 2 ** loop.index0 }}
            {{- ' +' if not loop.last }}
        {%- endfor %},
        0
    )
{%- endmacro %}

{#
    The asked codes, each with what is known of it: title, job zone, the asked domains that it is
    rated in (rated_domains, a bit for each), and the reason that holds where a move cannot be
    compared for its sake.
#}
{% macro sides_of_moves(codes, occupations) -%}
    select
        codes.occupation_code,
        occupations.title,
        occupations.job_zone,
        {{ domains_with_status('occupations', 'rated') }} as rated_domains,
        case
            when occupations.occupation_code is null then 'unknown_code'
            when {{ domains_with_status('occupations', 'rated') }}
                + {{ domains_with_status('occupations', 'not_rated') }}
                + {{ domains_with_status('occupations', 'not_in_release') }} = 0
                then 'unknown_domain'
            when {{ domains_with_status('occupations', 'rated') }}
                + {{ domains_with_status('occupations', 'not_rated') }} = 0
                then 'not_in_release'
            else coalesce(occupations.not_rated_reason, 'not_yet_rated')
        end as reason
    from {{ codes }} as codes
    left join {{ occupations }} as occupations
        on codes.occupation_code = occupations.occupation_code
{%- endmacro %}

{#
    Whether two sides can be compared, and if not, which is to blame. are_compared tells whether
    they can, from_rated and to_rated are above 0 where the side is rated in an asked domain.
#}
{% macro status_of_sides(are_compared, from_rated, to_rated) -%}
    case
        when {{ are_compared }} then 'compared'
        when {{ from_rated }} = 0 and {{ to_rated }} > 0 then 'from_not_rated'
        when {{ from_rated }} > 0 and {{ to_rated }} = 0 then 'to_not_rated'
        else 'both_not_rated'
    end
{%- endmacro %}

{# Whether two sides can be compared: rated in one asked domain at least, both of them. #}
{% macro status_of_move(origins, targets) -%}
    {{ status_of_sides(
        origins ~ ".rated_domains & " ~ targets ~ ".rated_domains",
        origins ~ ".rated_domains",
        targets ~ ".rated_domains"
    ) }}
{%- endmacro %}

{# Importance from which on an element counts as important, points of scale IM. #}
{% macro least_importance() -%}
    cast(coalesce(@min_importance, {{ important_from() }}) as decimal(5, 2))
{%- endmacro %}

{#
    The rows of skill_gaps from @from_code to everybody else in the asked domains, each with whether
    it stands in the way of the move: is_obstacle, 1 unless the element is known to be of less than
    @min_importance to the target, or its level known to be met within the ratings' error. What a
    missing rating or error leaves open counts as an obstacle. obstacles counts them a target.
#}
{% macro elements_of_moves(gaps) -%}
    select
        marked.*,
        sum(marked.is_obstacle) over (partition by marked.to_code) as obstacles
    from (
        select
            to_code,
            element_id,
            element_name,
            domain,
            from_level,
            to_level,
            level_gap,
            margin_of_error,
            to_importance,
            importance_weight,
            weighted_gap,
            is_beyond_error,
            coalesce(to_importance >= {{ least_importance() }}, 1)
            and coalesce(level_gap > 0 and coalesce(is_beyond_error, 1), 1) as is_obstacle
        from {{ gaps }}
        where
            from_code = @from_code
            and to_code <> @from_code
            and {{ is_asked_domain('domain') }}
    ) as marked
{%- endmacro %}

{#
    Of those rows the obstacles that alone keep a target out of reach, each with the level to which
    the element must be raised: that of the target less the margin of the target's rating alone, for
    whoever raises a skill knows the level reached; never below the level held. The level is NULL
    where the target's is.
#}
{% macro last_obstacles(elements, levels) -%}
    select
        elements.*,
        greatest(
            coalesce(elements.from_level, 0),
            elements.to_level - coalesce(cast(1.96 * levels.level_se as decimal(7, 4)), 0)
        ) as level_needed
    from {{ elements }} as elements
    inner join {{ levels }} as levels
        on
            elements.to_code = levels.occupation_code
            and elements.element_id = levels.element_id
    where
        elements.is_obstacle
        and elements.obstacles = cast(coalesce(@gaps_allowed, 0) as signed) + 1
{%- endmacro %}

{# The level to which an element is raised: @level, else what is needed. #}
{% macro level_raised_to(level_needed) -%}
    coalesce(cast(@level as decimal(6, 4)), {{ level_needed }})
{%- endmacro %}

{#
    The asked moves, one row each: every pair of @from_codes and @to_codes, two different ones;
    without @to_codes O*NET's related occupations, of @tier or of all tiers. Without @from_codes
    they lead from every occupation.
#}
{% macro asked_moves(occupations, related_occupations) -%}
    select
        origins.occupation_code as from_code,
        targets.occupation_code as to_code
    from (
        {{ listed_codes('@from_codes') }}
        union all
        select occupation_code from {{ occupations }}
        where @from_codes is null
    ) as origins
    inner join (
        {{ listed_codes('@to_codes') }}
    ) as targets
        on origins.occupation_code <> targets.occupation_code
    union all
    select
        related.occupation_code as from_code,
        related.related_occupation_code as to_code
    from {{ related_occupations }} as related
    where
        @to_codes is null
        and (
            @from_codes is null
            or find_in_set(related.occupation_code, replace(@from_codes, ' ', ''))
        )
        and (
            @tier is null
            or find_in_set(related.relatedness_tier, replace(@tier, ' ', ''))
        )
{%- endmacro %}
