with

recursive concepts as (

    select * from {{ ref('int_esco__occupation_concepts') }}

),

tree as (

    select
        model,
        concept_kind,
        concept_key,
        code,
        label,
        broader_kind,
        broader_key,
        cast(null as char(32)) as broader_code,
        0 as depth,
        cast(code as char(32)) as top_code,
        cast(code as char(500)) as path,
        is_local
    from concepts
    where broader_key is null
    union all
    select
        concepts.model,
        concepts.concept_kind,
        concepts.concept_key,
        concepts.code,
        concepts.label,
        concepts.broader_kind,
        concepts.broader_key,
        tree.code as broader_code,
        tree.depth + 1 as depth,
        tree.top_code,
        cast(concat(tree.path, ' > ', concepts.code) as char(500)) as path,
        concepts.is_local
    from tree
    inner join {{ ref('int_esco__occupation_concepts') }} as concepts
        on
            tree.model = concepts.model
            and tree.concept_kind = concepts.broader_kind
            and tree.concept_key = concepts.broader_key

)

select
    model,
    concept_kind,
    concept_key,
    code,
    label,
    broader_kind,
    broader_key,
    broader_code,
    depth,
    top_code,
    path,
    is_local

from tree
