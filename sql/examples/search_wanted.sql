-- A piece without its minus and field.
select search_wanted('-title:"high water"') as wanted
order by wanted
