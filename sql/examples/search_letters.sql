-- The letters that stand for `z` in the index.
select search_letters('z') as letters
order by letters
