{#
    A table: every rating of the compared releases is looked up in it.

    Within one edition of O*NET-SOC a code stands for the same occupation. From the edition of 2010
    to that of 2019 the crosswalk says what became of a code; how often it names the code on either
    side tells a code that went on alone from one that was split or merged, whether or not a release
    lists all of the others.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

pairs as (

    select * from {{ ref('int_onet__release_pairs') }}

),

-- distinct: both servers then build the list once, with a key to look it up by
occupations as (

    select distinct
        batch_id,
        occupation_code,
        title,
        description
    from {{ ref('stg_onet__occupation_data') }}

),

successions as (

    select distinct
        crosswalk.onet_soc_2010_code,
        crosswalk.onet_soc_2019_code
    from {{ ref('stg_crosswalks__onet_soc_2010_2019') }} as crosswalk
    inner join {{ ref('int_taxonomies__current_batches') }} as batches
        on crosswalk.batch_id = batches.batch_id

),

judged_successions as (

    select
        onet_soc_2010_code,
        onet_soc_2019_code,
        count(*) over (partition by onet_soc_2010_code) as successors,
        count(*) over (partition by onet_soc_2019_code) as predecessors
    from successions

),

codes_of_2010 as (

    select distinct onet_soc_2010_code as occupation_code from successions

),

codes_of_2019 as (

    select distinct onet_soc_2019_code as occupation_code from successions

),

-- distinct again, for the key
linked as (

    select distinct
        pairs.from_batch_id,
        pairs.to_batch_id,
        older.occupation_code as from_occupation_code,
        newer.occupation_code as to_occupation_code,
        'kept' as verdict

    from pairs
    inner join occupations as older on pairs.from_batch_id = older.batch_id
    inner join occupations as newer
        on
            pairs.to_batch_id = newer.batch_id
            and older.occupation_code = newer.occupation_code
    where pairs.from_onet_soc_edition = pairs.to_onet_soc_edition

    union all

    select
        pairs.from_batch_id,
        pairs.to_batch_id,
        older.occupation_code as from_occupation_code,
        newer.occupation_code as to_occupation_code,
        case
            when successions.successors = 1 and successions.predecessors = 1 then 'kept'
            when successions.predecessors = 1 then 'split'
            when successions.successors = 1 then 'merged'
            else 'split_and_merged'
        end as verdict

    from pairs
    inner join occupations as older on pairs.from_batch_id = older.batch_id
    inner join judged_successions as successions
        on older.occupation_code = successions.onet_soc_2010_code
    inner join occupations as newer
        on
            pairs.to_batch_id = newer.batch_id
            and successions.onet_soc_2019_code = newer.occupation_code
    where pairs.from_onet_soc_edition < pairs.to_onet_soc_edition

),

followed as (

    select distinct
        from_batch_id,
        to_batch_id,
        from_occupation_code
    from linked

),

preceded as (

    select distinct
        from_batch_id,
        to_batch_id,
        to_occupation_code
    from linked

),

all_codes as (

    select
        from_batch_id,
        to_batch_id,
        from_occupation_code,
        to_occupation_code,
        verdict
    from linked

    union all

    select
        pairs.from_batch_id,
        pairs.to_batch_id,
        older.occupation_code as from_occupation_code,
        '' as to_occupation_code,
        case
            when
                pairs.from_onet_soc_edition = pairs.to_onet_soc_edition
                or codes_of_2010.occupation_code is not null
                then 'dropped'
            else 'not_in_crosswalk'
        end as verdict

    from pairs
    inner join occupations as older on pairs.from_batch_id = older.batch_id
    left join followed
        on
            pairs.from_batch_id = followed.from_batch_id
            and pairs.to_batch_id = followed.to_batch_id
            and older.occupation_code = followed.from_occupation_code
    left join codes_of_2010 on older.occupation_code = codes_of_2010.occupation_code
    where followed.from_batch_id is null

    union all

    select
        pairs.from_batch_id,
        pairs.to_batch_id,
        '' as from_occupation_code,
        newer.occupation_code as to_occupation_code,
        case
            when
                pairs.from_onet_soc_edition = pairs.to_onet_soc_edition
                or codes_of_2019.occupation_code is not null
                then 'added'
            else 'not_in_crosswalk'
        end as verdict

    from pairs
    inner join occupations as newer on pairs.to_batch_id = newer.batch_id
    left join preceded
        on
            pairs.from_batch_id = preceded.from_batch_id
            and pairs.to_batch_id = preceded.to_batch_id
            and newer.occupation_code = preceded.to_occupation_code
    left join codes_of_2019 on newer.occupation_code = codes_of_2019.occupation_code
    where preceded.from_batch_id is null

)

select
    all_codes.from_batch_id,
    all_codes.to_batch_id,
    all_codes.from_occupation_code,
    all_codes.to_occupation_code,
    all_codes.verdict,
    older.title as from_title,
    newer.title as to_title,
    all_codes.verdict = 'kept'
    and not (older.description <=> newer.description) as is_redescribed

from all_codes
left join occupations as older
    on
        all_codes.from_batch_id = older.batch_id
        and all_codes.from_occupation_code = older.occupation_code
left join occupations as newer
    on
        all_codes.to_batch_id = newer.batch_id
        and all_codes.to_occupation_code = newer.occupation_code
