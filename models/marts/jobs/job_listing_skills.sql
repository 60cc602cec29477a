{{ config(materialized='table', contract={'enforced': true}) }}

with

cards as (

    select * from {{ ref('int_jobs__listing_cards') }}

),

texts as (

    select * from {{ ref('stg_ledger__job_texts') }}

),

found as (

    select
        skills.*,
        texts.kind,
        texts.label_batch_id
    from {{ ref('stg_ledger__job_text_skills') }} as skills
    inner join texts on skills.text_hash = texts.text_hash

),

keyed as (

    select
        found.text_hash,
        found.kind,
        found.taxonomy,
        esco_skills.skill_key,
        esco_skills.preferred_label as skill_label,
        found.label,
        found.method,
        found.written,
        found.sentence
    from found
    inner join {{ ref('stg_esco__skills') }} as esco_skills
        on
            found.label_batch_id = esco_skills.batch_id
            and found.skill_code = esco_skills.concept_ref
    where found.taxonomy = 'esco'
    union all
    select
        text_hash,
        kind,
        taxonomy,
        skill_code as skill_key,
        left(label, 255) as skill_label,
        label,
        method,
        written,
        sentence
    from found
    where taxonomy = 'credential'

),

of_listings as (

    select
        cards.board,
        cards.external_id,
        cards.listing_id,
        keyed.*
    from cards
    inner join keyed on cards.description_hash = keyed.text_hash
    union all
    select
        cards.board,
        cards.external_id,
        cards.listing_id,
        keyed.*
    from cards
    inner join keyed on cards.skills_hash = keyed.text_hash

),

-- what the listing lists before what stands in its text, what is surer before what is less so
ranked as (

    select
        *,
        row_number() over (
            partition by board, external_id, taxonomy, skill_key
            order by
                kind desc,
                field(method, 'named', 'label', 'pattern', 'single_word', 'ambiguous') asc,
                label asc
        ) as place

    from of_listings

)

select
    board,
    external_id,
    taxonomy,
    skill_key,
    listing_id,
    skill_label,
    left(label, 255) as matched_label,
    method,
    kind as found_in,
    left(written, 1000) as written,
    sentence

from ranked
where place = 1
