-- The pieces of a query.
select search_pieces('flood OR "high water" -sport') as pieces
order by pieces
