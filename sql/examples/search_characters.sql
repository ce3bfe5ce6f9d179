-- How many ranges of characters separate words.
select len(regexp_extract_all(search_characters('separate'), '.x')) as ends
order by ends
