-- A piece of a query without the minus and the field before it.
create macro search_wanted(piece) as
regexp_replace(piece, '^-?(?i:(?:title|outlet|author|speaker|after|before):)?', '')
