-- The phrases of a query.
select search_phrases('flood OR "high water" covid-19') as phrases
order by phrases
