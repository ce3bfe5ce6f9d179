-- How long the pattern of two words is before the separators are written out.
select length(search_pattern_of(concat(chr(2), 'a b', chr(3)), 'a[_]+b')) as letters
order by letters
