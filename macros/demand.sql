{#- Where and when a posting counts. A posting that several boards show counts once, for the board
    of the listing that stands for it. -#}
{%- macro placed_postings(postings) -%}
select
        posting_id,
        canonical_board as board,
        coalesce(county, 'not stated') as county,
        status = 'open' as is_open,
        listed_on,
        date_sub(listed_on, interval weekday(listed_on) day) as week_starts_on,
        date(last_seen_at) as last_seen_on

    from {{ postings }}
{%- endmacro -%}
