-- one page of the chosen rows, in one total order: place, label, taxonomy, key
with

chosen as (

    {chosen}

),

page as (

    select
        chosen.*,
        (select count(*) from chosen) as total

    from chosen
    where
        :is_first
        or place > :place
        or (
            place = :place
            and (
                label collate utf8mb4_unicode_520_ci > :label
                or (
                    label collate utf8mb4_unicode_520_ci = :label
                    and (
                        taxonomy > :taxonomy
                        or (taxonomy = :taxonomy and concept_key > :key)
                    )
                )
            )
        )
    order by place, label collate utf8mb4_unicode_520_ci, taxonomy, concept_key
    limit :limit

)

select
    page.*,
    rated.ratings_status,
    rated.not_rated_reason

from page
left join occupations as rated
    on
        :kind = 'occupation'
        and page.taxonomy = 'onet'
        and page.concept_key = rated.occupation_code
order by
    page.place, page.label collate utf8mb4_unicode_520_ci, page.taxonomy, page.concept_key
