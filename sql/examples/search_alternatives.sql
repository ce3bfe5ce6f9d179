-- The words of a query as alternatives.
select search_alternatives('"US flood" OR drought') as words
order by words
