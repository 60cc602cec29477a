with

primary_model as (

    select * from {{ ref('esco_models') }}
    where is_primary

),

kesco_links as (

    select candidates.*
    from {{ ref('kesco_esco_candidates') }} as candidates
    inner join primary_model on candidates.model = primary_model.model
    where candidates.candidate_rank = 1

),

notes as (

    select * from {{ ref('int_taxonomies__occupation_notes') }}

),

written_notes as (

    select * from {{ ref('stg_app__occupation_notes') }}

),

occupations as (

    select
        'onet' as taxonomy,
        occupation_code as occupation_key,
        occupation_code as code,
        title as label,
        left(occupation_code, 2) as group_code,
        0 as is_localised,
        null as esco_key,
        null as esco_link_method,
        null as esco_link_confidence,
        null as is_relevant_for_kenya
    from {{ ref('occupations') }}
    union all
    select
        'esco' as taxonomy,
        occupations.occupation_key,
        occupations.code,
        occupations.preferred_label as label,
        occupations.group_code,
        occupations.occupation_type = 'localoccupation'
        or coalesce(occupations.is_localised, 0) as is_localised,
        occupations.occupation_key as esco_key,
        null as esco_link_method,
        null as esco_link_confidence,
        null as is_relevant_for_kenya
    from {{ ref('esco_occupations') }} as occupations
    inner join primary_model on occupations.model = primary_model.model
    union all
    select
        'kesco' as taxonomy,
        kesco_occupations.kesco_key as occupation_key,
        kesco_occupations.kesco_code as code,
        kesco_occupations.title as label,
        kesco_occupations.kesco_group as group_code,
        1 as is_localised,
        kesco_links.occupation_key as esco_key,
        kesco_links.method as esco_link_method,
        kesco_links.confidence as esco_link_confidence,
        1 as is_relevant_for_kenya
    from {{ ref('kesco_occupations') }} as kesco_occupations
    left join kesco_links on kesco_occupations.kesco_key = kesco_links.kesco_key
    union all
    select
        'custom' as taxonomy,
        occupation_key,
        code,
        label,
        group_code,
        1 as is_localised,
        null as esco_key,
        null as esco_link_method,
        null as esco_link_confidence,
        null as is_relevant_for_kenya
    from {{ ref('int_taxonomies__custom_occupations') }}

)

select
    occupations.taxonomy,
    occupations.occupation_key,
    occupations.code,
    occupations.label,
    occupations.group_code,
    occupations.is_localised,
    occupations.esco_key,
    occupations.esco_link_method,
    occupations.esco_link_confidence,
    coalesce(
        written_notes.is_relevant_for_kenya,
        of_key.is_relevant_for_kenya,
        of_code.is_relevant_for_kenya,
        occupations.is_relevant_for_kenya
    ) as is_relevant_for_kenya,
    coalesce(
        written_notes.is_informal_sector,
        of_key.is_informal_sector,
        of_code.is_informal_sector
    ) as is_informal_sector,
    coalesce(
        written_notes.is_entrepreneurship,
        of_key.is_entrepreneurship,
        of_code.is_entrepreneurship
    ) as is_entrepreneurship,
    coalesce(written_notes.kenya_notes, of_key.kenya_notes, of_code.kenya_notes) as kenya_notes

from occupations
left join written_notes
    on
        occupations.taxonomy = written_notes.taxonomy
        and occupations.occupation_key = written_notes.occupation_key
left join notes as of_key
    on
        occupations.taxonomy = of_key.taxonomy
        and occupations.occupation_key = of_key.occupation_code
left join notes as of_code
    on
        occupations.taxonomy = of_code.taxonomy
        and occupations.code = of_code.occupation_code
