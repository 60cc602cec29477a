with

rejected as (

    select
        'custom_occupations' as written_table,
        source_line,
        'custom' as taxonomy,
        occupation_key,
        null as skill_taxonomy,
        null as skill_key,
        rejection_reason
    from {{ ref('stg_app__custom_occupations_rejected') }}
    union all
    select
        'custom_occupation_skills' as written_table,
        source_line,
        'custom' as taxonomy,
        occupation_key,
        skill_taxonomy,
        skill_key,
        rejection_reason
    from {{ ref('stg_app__custom_occupation_skills_rejected') }}
    union all
    select
        'custom_occupation_skills' as written_table,
        written.source_line,
        'custom' as taxonomy,
        written.occupation_key,
        written.skill_taxonomy,
        written.skill_key,
        'unknown_skill' as rejection_reason
    from {{ ref('stg_app__custom_occupation_skills') }} as written
    left join {{ ref('taxonomy_skills') }} as skills
        on
            written.skill_taxonomy = skills.taxonomy
            and written.skill_key = skills.skill_key
    where skills.skill_key is null
    union all
    select
        'occupation_notes' as written_table,
        source_line,
        taxonomy,
        occupation_key,
        null as skill_taxonomy,
        null as skill_key,
        rejection_reason
    from {{ ref('stg_app__occupation_notes_rejected') }}
    union all
    select
        'occupation_notes' as written_table,
        notes.source_line,
        notes.taxonomy,
        notes.occupation_key,
        null as skill_taxonomy,
        null as skill_key,
        'unknown_occupation' as rejection_reason
    from {{ ref('stg_app__occupation_notes') }} as notes
    left join {{ ref('taxonomy_occupations') }} as occupations
        on
            notes.taxonomy = occupations.taxonomy
            and notes.occupation_key = occupations.occupation_key
    where occupations.occupation_key is null

)

select
    written_table,
    source_line,
    left(taxonomy, 16) as taxonomy,
    left(occupation_key, 120) as occupation_key,
    left(skill_taxonomy, 16) as skill_taxonomy,
    left(skill_key, 120) as skill_key,
    rejection_reason

from rejected
