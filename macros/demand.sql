{#- Where and when a posting counts. A posting that several boards show counts once, for the board
    of the listing that stands for it; without a day of posting, in the week it was seen first. -#}
{%- macro placed_postings(postings) -%}
select
        posting_id,
        canonical_board as board,
        coalesce(county, 'not stated') as county,
        open_listings > 0 as is_open,
        date_sub(
            coalesce(posted_on, date(first_seen_at)),
            interval weekday(coalesce(posted_on, date(first_seen_at))) day
        ) as week_starts_on,
        coalesce(posted_on, date(first_seen_at)) as counted_on,
        date(last_seen_at) as last_seen_on

    from {{ postings }}
{%- endmacro -%}
