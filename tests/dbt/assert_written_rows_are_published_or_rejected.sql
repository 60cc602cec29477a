-- Per table that is written through the API: the rows landed, against those published and those
-- rejected.
with

landed as (

    {% for name in ['custom_occupations', 'custom_occupation_skills', 'occupation_notes'] -%}
        select
            '{{ name }}' as written_table,
            (select count(*) from {{ ref('base_app__' ~ name) }}) as rows_landed,
            (
                select count(*) from {{ ref('written_rejections') }}
                where written_table = '{{ name }}'
            ) as rows_rejected
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

published as (

    select
        'custom_occupations' as written_table,
        count(*) as rows_published
    from {{ ref('stg_app__custom_occupations') }} as written
    inner join {{ ref('taxonomy_occupations') }} as occupations
        on
            written.occupation_key = occupations.occupation_key
            and written.label = occupations.label
            and occupations.taxonomy = 'custom'
    union all
    select
        'custom_occupation_skills' as written_table,
        count(*) as rows_published
    from {{ ref('custom_occupation_skills') }}
    union all
    select
        'occupation_notes' as written_table,
        count(*) as rows_published
    from {{ ref('stg_app__occupation_notes') }} as notes
    inner join {{ ref('taxonomy_occupations') }} as occupations
        on
            notes.taxonomy = occupations.taxonomy
            and notes.occupation_key = occupations.occupation_key
            and coalesce(notes.is_relevant_for_kenya, occupations.is_relevant_for_kenya)
            <=> occupations.is_relevant_for_kenya
            and coalesce(notes.is_informal_sector, occupations.is_informal_sector)
            <=> occupations.is_informal_sector
            and coalesce(notes.is_entrepreneurship, occupations.is_entrepreneurship)
            <=> occupations.is_entrepreneurship
            and coalesce(notes.kenya_notes, occupations.kenya_notes)
            <=> occupations.kenya_notes

)

select
    landed.written_table,
    landed.rows_landed,
    landed.rows_rejected,
    published.rows_published

from landed
inner join published on landed.written_table = published.written_table
where landed.rows_landed <> published.rows_published + landed.rows_rejected
