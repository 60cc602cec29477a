-- What do O*NET's files and its Web Services hold that the other has not, or not so?
--
--     set @summary = 1, @api_release = null, @kind = null;
--     set @verdict = null, @occupation_code = null;
--
-- @summary 1 counts: one row a release of the service, kind, scale and verdict. NULL or 0
-- lists what is not equal: one row an occupation, or a rating of it on an element and
-- scale; n is then 1. The other variables restrict either, NULL to all: @kind is a comma
-- list of occupation, skill, knowledge, ability, work_activity; @verdict is different,
-- only_file or only_api, for the counts also equal or not_asked. @occupation_code
-- restricts the list alone.
-- different: both have it, and differs_in names what is not the same; as_filed and
-- as_sent show it. only_file is said of what the service was asked for, not_asked of the
-- rest. A full date counts as its month, 5 as 5.0000, null as n/a. Rejected rows count as
-- absent.

with

counts as (

    select
        comparison.api_release_name as api_release,
        comparison.file_release_name as file_release,
        comparison.kind,
        comparison.scale_id,
        comparison.verdict,
        comparison.n,
        null as occupation_code,
        null as title,
        null as element_id,
        null as element_name,
        null as differs_in,
        null as as_filed,
        null as as_sent
    from {{ ref('api_comparison') }} as comparison
    where @summary = 1

),

differences as (

    select
        differences.api_release_name as api_release,
        differences.file_release_name as file_release,
        differences.kind,
        differences.scale_id,
        differences.verdict,
        1 as n,
        differences.occupation_code,
        coalesce(occupations.title, differences.api_title) as title,
        differences.element_id,
        elements.element_name,
        differences.differs_in,
        case when differences.verdict <> 'only_api' then concat_ws(
            '; ',
            differences.file_title,
            concat('value ', differences.file_value),
            concat('standard_error ', differences.file_standard_error),
            concat('n ', differences.file_n),
            concat('ci_low ', differences.file_ci_low),
            concat('ci_high ', differences.file_ci_high),
            concat('recommend_suppress ', differences.file_recommend_suppress),
            concat('not_relevant ', differences.file_not_relevant),
            concat('rated_on ', differences.file_rated_on),
            concat('domain_source ', differences.file_domain_source)
        ) end as as_filed,
        case when differences.verdict <> 'only_file' then concat_ws(
            '; ',
            differences.api_title,
            concat('value ', differences.api_value),
            concat('standard_error ', differences.api_standard_error),
            concat('n ', differences.api_n),
            concat('ci_low ', differences.api_ci_low),
            concat('ci_high ', differences.api_ci_high),
            concat('recommend_suppress ', differences.api_recommend_suppress),
            concat('not_relevant ', differences.api_not_relevant),
            concat('rated_on ', differences.api_rated_on),
            concat('domain_source ', differences.api_domain_source)
        ) end as as_sent
    from {{ ref('api_differences') }} as differences
    left join {{ ref('occupations') }} as occupations
        on differences.occupation_code = occupations.occupation_code
    left join {{ ref('elements') }} as elements
        on differences.element_id = elements.element_id
    where
        coalesce(@summary, 0) <> 1
        and differences.occupation_code
        = coalesce(@occupation_code, differences.occupation_code)

),

answers as (

    select * from counts
    union all
    select * from differences

)

select
    api_release,
    file_release,
    kind,
    scale_id,
    verdict,
    n,
    occupation_code,
    title,
    element_id,
    element_name,
    differs_in,
    as_filed,
    as_sent
from answers
where
    (@api_release is null or api_release = @api_release)
    and (@verdict is null or verdict = @verdict)
    and (@kind is null or find_in_set(kind, replace(@kind, ' ', '')))
order by
    api_release asc,
    kind asc,
    occupation_code asc,
    element_id asc,
    scale_id asc,
    verdict asc
