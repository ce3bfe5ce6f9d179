-- A text as the words of it.
select search_joined('The U.S. flood; Köln, too') as joined
order by joined
