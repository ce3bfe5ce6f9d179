-- Two texts.
select
    search_is_plain('The U.S. flood') as has_stops,
    search_is_plain('The flood') as is_plain
order by is_plain
