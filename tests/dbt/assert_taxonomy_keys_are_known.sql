-- Keys that a table of the taxonomies points with and that the table it points into does not have.
{% set references = [
    ('esco_occupation_skills', 'occupation_key', 'esco_occupations', 'occupation_key', ''),
    ('esco_occupation_skills', 'skill_key', 'esco_skills', 'skill_key', ''),
    ('esco_skill_relations', 'requiring_key', 'esco_skills', 'skill_key', ''),
    ('esco_skill_relations', 'required_key', 'esco_skills', 'skill_key', ''),
    ('esco_occupations', 'group_code', 'isco_groups', 'code', ''),
    ('kesco_esco_candidates', 'occupation_key', 'esco_occupations', 'occupation_key', ''),
    ('skill_hierarchy', 'concept_key', 'esco_skills', 'skill_key', "concept_kind = 'skill'"),
    ('skill_hierarchy', 'broader_key', 'esco_skills', 'skill_key', "broader_kind = 'skill'"),
    (
        'skill_hierarchy', 'concept_key', 'esco_skill_groups', 'skill_group_key',
        "concept_kind = 'skill_group'"
    ),
    (
        'skill_hierarchy', 'broader_key', 'esco_skill_groups', 'skill_group_key',
        "broader_kind = 'skill_group'"
    ),
] -%}

{% for from_table, from_key, to_table, to_key, condition in references -%}
    select
        '{{ from_table }}.{{ from_key }}' as points,
        '{{ to_table }}.{{ to_key }}' as into_table,
        pointing.model,
        pointing.{{ from_key }} as unknown_key
    from {{ ref(from_table) }} as pointing
    left join {{ ref(to_table) }} as target
        on
            pointing.model = target.model
            and pointing.{{ from_key }} = target.{{ to_key }}
    where
        target.{{ to_key }} is null
        {{ 'and pointing.' ~ condition if condition }}
    {{ 'union all' if not loop.last }}
{% endfor %}
