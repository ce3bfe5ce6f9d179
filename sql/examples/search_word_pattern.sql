-- A word as a pattern, its ends marked.
select replace(replace(search_word_pattern('zq'), chr(2), '<'), chr(3), '>') as pattern
order by pattern
