-- Two texts.
select
    search_is_foreign('Köln') as is_foreign,
    search_is_foreign('“Cologne”') as is_not
order by is_not
