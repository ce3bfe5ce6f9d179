-- How a text is cut into words.
select search_tokens('The U.S. paid 1,000.5 for O’Neill’s COVID-19 Maßnahme in 北京') as tokens
order by tokens
