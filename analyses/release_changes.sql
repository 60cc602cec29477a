-- What changed between two releases of O*NET?
--
--     set @from_release = '29.2', @to_release = '30.3', @summary = 1;
--     set @kind = null, @occupation_code = null, @beyond_error_only = null;
--
-- NULL for a release means: of the pairs that are landed, the newest (both NULL: the two
-- newest releases). No row: there are no two such releases.
-- @summary 1 counts: one row a kind, scale and verdict, n_from of the older release and
-- n_to of the newer. NULL or 0 lists what is not the same, one row a change; n_from and
-- n_to then say which release has it. @kind is a comma list of occupation, element,
-- skill, knowledge, ability, work_activity. @occupation_code (of either release) and
-- @beyond_error_only = 1 restrict the list alone, the second one to changed ratings.
-- Changed ratings: was, became and difference are points of their scale (LV 0 to 7, IM 1
-- to 5); is_beyond_error is NULL where an error is missing. Nearly all come of a new
-- sample, and within its margin a difference may be chance.

with

asked_pair as (

    select
        from_release_name,
        to_release_name
    from {{ ref('release_comparison') }}
    where
        from_release_name = coalesce(@from_release, from_release_name)
        and to_release_name = coalesce(@to_release, to_release_name)
    order by recency asc
    limit 1

),

counts as (

    select
        comparison.kind,
        comparison.verdict,
        comparison.scale_id,
        comparison.n_from,
        comparison.n_to,
        null as occupation_code,
        null as occupation_title,
        null as element_id,
        null as element_name,
        null as was,
        null as became,
        null as difference,
        null as margin_of_error,
        null as is_beyond_error,
        comparison.from_release_name,
        comparison.to_release_name
    from {{ ref('release_comparison') }} as comparison
    where @summary = 1

),

ratings as (

    select
        domain as kind,
        verdict,
        scale_id,
        verdict <> 'added' as n_from,
        verdict <> 'dropped' as n_to,
        occupation_code,
        occupation_title,
        element_id,
        element_name,
        cast(from_value as char) as was,
        cast(to_value as char) as became,
        difference,
        margin_of_error,
        is_beyond_error,
        from_release_name,
        to_release_name
    from {{ ref('rating_changes') }}
    where
        coalesce(@summary, 0) <> 1
        and (coalesce(@beyond_error_only, 0) <> 1 or is_beyond_error)
        and (
            @occupation_code is null
            or occupation_code = @occupation_code
            or from_occupation_code = @occupation_code
        )

),

occupations as (

    select
        'occupation' as kind,
        case when domain = '' then verdict else concat(verdict, ' in ', domain) end
            as verdict,
        '' as scale_id,
        from_occupation_code <> '' as n_from,
        to_occupation_code <> '' as n_to,
        coalesce(nullif(to_occupation_code, ''), from_occupation_code) as occupation_code,
        coalesce(to_title, from_title) as occupation_title,
        null as element_id,
        null as element_name,
        case
            when from_occupation_code <> ''
                then concat_ws(' ', from_occupation_code, from_title)
        end as was,
        case
            when to_occupation_code <> ''
                then concat_ws(' ', to_occupation_code, to_title)
        end as became,
        null as difference,
        null as margin_of_error,
        null as is_beyond_error,
        from_release_name,
        to_release_name
    from {{ ref('occupation_changes') }}
    where
        coalesce(@summary, 0) <> 1
        and coalesce(@beyond_error_only, 0) <> 1
        and (
            @occupation_code is null
            or to_occupation_code = @occupation_code
            or from_occupation_code = @occupation_code
        )

),

elements as (

    select
        'element' as kind,
        verdict,
        '' as scale_id,
        from_element_id <> '' as n_from,
        to_element_id <> '' as n_to,
        null as occupation_code,
        null as occupation_title,
        coalesce(nullif(to_element_id, ''), from_element_id) as element_id,
        coalesce(to_element_name, from_element_name) as element_name,
        case
            when verdict = 'redescribed' then from_description
            when from_element_id <> ''
                then concat_ws(' ', from_element_id, from_element_name)
        end as was,
        case
            when verdict = 'redescribed' then to_description
            when to_element_id <> ''
                then concat_ws(' ', to_element_id, to_element_name)
        end as became,
        null as difference,
        null as margin_of_error,
        null as is_beyond_error,
        from_release_name,
        to_release_name
    from {{ ref('element_changes') }}
    where
        coalesce(@summary, 0) <> 1
        and coalesce(@beyond_error_only, 0) <> 1
        and @occupation_code is null

),

answers as (

    select * from counts
    union all
    select * from ratings
    union all
    select * from occupations
    union all
    select * from elements

)

select
    answers.from_release_name,
    answers.to_release_name,
    answers.kind,
    answers.verdict,
    answers.scale_id,
    answers.n_from,
    answers.n_to,
    answers.occupation_code,
    answers.occupation_title,
    answers.element_id,
    answers.element_name,
    answers.was,
    answers.became,
    answers.difference,
    answers.margin_of_error,
    answers.is_beyond_error
from answers
inner join asked_pair
    on
        answers.from_release_name = asked_pair.from_release_name
        and answers.to_release_name = asked_pair.to_release_name
where
    @kind is null
    or find_in_set(answers.kind, replace(@kind, ' ', ''))
order by
    answers.kind asc,
    answers.is_beyond_error desc,
    abs(answers.difference) desc,
    answers.verdict asc,
    answers.occupation_code asc,
    answers.element_id asc,
    answers.scale_id asc
