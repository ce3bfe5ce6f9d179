-- The beginnings of words that a query asks for.
select search_prefixes('elect* "climate chang*"') as prefixes
order by prefixes
