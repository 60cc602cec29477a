-- Which skills do postings ask for, which occupations supply them, and where is the gap?
--
--     set @since = '2026-01-01', @county = null, @least_postings = 5;
--
-- @since counts postings of that day and later (NULL: all), @county those of a county
-- (NULL: all), @least_postings leaves skills out that fewer postings name (NULL: 1).
-- One row an ESCO skill that postings name by more than a single word, the most asked
-- first. An occupation supplies a skill that its ESCO profile holds, as essential or
-- optional. Of postings_matched (whose title was matched to an ESCO occupation),
-- postings_beyond_profile ask for the skill although that occupation's profile lacks it:
-- what employers want beyond what the occupation brings, share_beyond_profile of them.
-- supplied_by names the three supplying occupations that most of these postings are of.
-- Skills that are meant and not named are not counted; a title's match may be wrong
-- (match_quality.sql).

with

primary_model as (

    select model from {{ ref('esco_models') }}
    where is_primary

),

postings as (

    select posting_id
    from {{ ref('job_postings') }}
    where
        (@since is null or coalesce(posted_on, date(first_seen_at)) >= @since)
        and (@county is null or county = @county)

),

asked as (

    select distinct
        postings.posting_id,
        found_skills.skill_key,
        found_skills.skill_label
    from postings
    inner join {{ ref('job_posting_listings') }} as members
        on postings.posting_id = members.posting_id
    inner join {{ ref('job_listing_skills') }} as found_skills
        on
            members.board = found_skills.board
            and members.external_id = found_skills.external_id
    where
        found_skills.taxonomy = 'esco'
        and found_skills.method in ('named', 'label', 'pattern')

),

matched as (

    select
        matches.posting_id,
        matches.occupation_key,
        matches.occupation_label
    from {{ ref('job_posting_matches') }} as matches
    where
        matches.taxonomy = 'esco'
        and matches.match_level = 'occupation'

),

supply as (

    select
        held.skill_key,
        count(*) as occupations_with_skill,
        sum(held.relation_type = 'essential') as occupations_essential
    from {{ ref('esco_occupation_skills') }} as held
    inner join primary_model on held.model = primary_model.model
    group by held.skill_key

),

asked_of as (

    select
        asked.skill_key,
        asked.skill_label,
        asked.posting_id,
        matched.occupation_key,
        matched.occupation_label,
        held.skill_key is not null as is_in_profile
    from asked
    left join matched on asked.posting_id = matched.posting_id
    left join primary_model on true
    left join {{ ref('esco_occupation_skills') }} as held
        on
            primary_model.model = held.model
            and matched.occupation_key = held.occupation_key
            and asked.skill_key = held.skill_key

),

suppliers as (

    select
        skill_key,
        occupation_label,
        row_number() over (
            partition by skill_key
            order by count(*) desc, occupation_label asc
        ) as place
    from asked_of
    where is_in_profile and occupation_key is not null
    group by skill_key, occupation_key, occupation_label

),

named_suppliers as (

    select
        skill_key,
        group_concat(occupation_label order by place separator '; ') as supplied_by
    from suppliers
    where place <= 3
    group by skill_key

),

counted as (

    select
        skill_key,
        max(skill_label) as skill_label,
        count(*) as postings,
        count(occupation_key) as postings_matched,
        sum(occupation_key is not null and not is_in_profile) as postings_beyond_profile
    from asked_of
    group by skill_key

)

select
    counted.skill_key,
    counted.skill_label,
    counted.postings,
    counted.postings / (select count(*) from postings) as share_of_postings,
    coalesce(supply.occupations_with_skill, 0) as occupations_with_skill,
    coalesce(supply.occupations_essential, 0) as occupations_essential,
    counted.postings_matched,
    counted.postings_beyond_profile,
    counted.postings_beyond_profile / nullif(counted.postings_matched, 0)
        as share_beyond_profile,
    named_suppliers.supplied_by
from counted
left join supply on counted.skill_key = supply.skill_key
left join named_suppliers on counted.skill_key = named_suppliers.skill_key
where counted.postings >= coalesce(@least_postings, 1)
order by
    counted.postings desc,
    counted.postings_beyond_profile desc,
    counted.skill_label asc
