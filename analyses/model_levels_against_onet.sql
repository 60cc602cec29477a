-- How do levels that a language model judged agree with O*NET's ratings, by skill?
--
--     set @model = null, @domain = null;
--
-- @model is a model as model_levels has it, @domain a comma list of skill, knowledge,
-- ability, work_activity; NULL takes all. A row per model, version of the prompt and
-- element. n counts the occupations that have both a level by the model and a rating;
-- difference is the model's level less O*NET's, in points of scale LV; it is beyond error
-- where it exceeds 1.96 standard errors of the rating, for the model's level has none.
-- Ratings without a standard error are counted apart. not_rated counts the occupations of
-- which there is the model's level alone: of those nothing here says how good it is.

with

judged as (

    select
        model,
        prompt_version,
        occupation_code,
        element_id,
        element_name,
        domain,
        level
    from {{ ref('model_levels') }}
    where
        model = coalesce(@model, model)
        and (@domain is null or find_in_set(domain, @domain))

),

compared as (

    select
        judged.model,
        judged.prompt_version,
        judged.element_id,
        judged.element_name,
        judged.domain,
        judged.level - rated.level as difference,
        abs(judged.level - rated.level) > 1.96 * rated.level_se as is_beyond_error
    from judged
    left join {{ ref('occupation_levels') }} as rated
        on
            judged.occupation_code = rated.occupation_code
            and judged.element_id = rated.element_id

)

select
    model,
    prompt_version,
    domain,
    element_id,
    element_name,
    count(difference) as n,
    round(avg(difference), 3) as mean_difference,
    round(avg(abs(difference)), 3) as mean_absolute_difference,
    coalesce(sum(is_beyond_error), 0) as beyond_error,
    round(1 - avg(is_beyond_error), 3) as share_within_error,
    count(difference) - count(is_beyond_error) as without_error,
    count(*) - count(difference) as not_rated
from compared
group by
    model,
    prompt_version,
    domain,
    element_id,
    element_name
order by
    model asc,
    prompt_version asc,
    mean_absolute_difference desc,
    element_id asc
