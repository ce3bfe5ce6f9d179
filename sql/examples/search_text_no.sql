-- The texts that have a word.
select
    frequency,
    search_text_no(number, file_no) as text_no
from search_words
where term = 'barrage'
order by text_no
limit 5
