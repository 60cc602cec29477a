with

batches as (

    select * from {{ ref('int_taxonomies__current_batches') }}
    where source = 'labour_market'

),

named_occupations as (

    {{ named_occupations(ref('taxonomy_occupations')) }}

),

postings as (

    {{ placed_postings(ref('job_postings')) }}

),

matched as (

    select
        matches.taxonomy,
        matches.occupation_key,
        postings.county,
        postings.last_seen_on,
        date_format(postings.listed_on, '%Y-%m') as counted_in
    from {{ ref('job_posting_matches') }} as matches
    inner join postings on matches.posting_id = postings.posting_id
    where matches.match_level = 'occupation'

),

-- each posting counts for its county and for the country
regions as (

    select
        matched.*,
        matched.county as region,
        'county' as region_type
    from matched
    where matched.county <> 'not stated'
    union all
    select
        matched.*,
        'Kenya' as region,
        'national' as region_type
    from matched

),

advertised as (

    select
        taxonomy,
        occupation_key,
        region,
        region_type,
        counted_in,
        count(*) as postings,
        max(last_seen_on) as last_seen_on
    from regions
    group by taxonomy, occupation_key, region, region_type, counted_in

)

select
    batches.release_name as delivery,
    figures.taxonomy,
    figures.occupation_code as delivered_code,
    named_occupations.occupation_key,
    figures.region,
    figures.data_collection_period,
    figures.source_name,
    figures.region_type,
    figures.demand_score,
    figures.demand_category,
    figures.estimated_job_openings,
    figures.employed_count,
    figures.unemployment_rate,
    figures.trend_direction,
    figures.year_over_year_change,
    figures.source_url,
    figures.methodology_notes,
    figures.updated_on,
    figures.data_quality_score

from {{ ref('stg_labour_market__demand') }} as figures
inner join batches on figures.batch_id = batches.batch_id
left join named_occupations
    on
        figures.taxonomy = named_occupations.taxonomy
        and figures.occupation_code = named_occupations.delivered_code

union all

select
    'job boards' as delivery,
    taxonomy,
    occupation_key as delivered_code,
    occupation_key,
    region,
    counted_in as data_collection_period,
    'postings of job boards' as source_name,
    region_type,
    null as demand_score,
    null as demand_category,
    postings as estimated_job_openings,
    null as employed_count,
    null as unemployment_rate,
    null as trend_direction,
    null as year_over_year_change,
    null as source_url,
    'Postings whose title was matched to the occupation (demand_by_occupation); those matched '
    'to a group or to nothing are not in it.' as methodology_notes,
    last_seen_on as updated_on,
    null as data_quality_score

from advertised
