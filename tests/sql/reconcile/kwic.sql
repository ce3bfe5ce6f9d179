-- @object
select article_id, char_start, term_found from kwic('the', whole_words := false, with_copies := true)
-- @by hand
with starts as (
    select art.article_id, p.char_start, p.text, unnest(range(1, length(p.text) + 1)) as place
    from all_paragraphs as p join art on p.document_id = art.document_id
)
select article_id, char_start + place - 1, substring(text, place, 3)
from starts where lower(substring(text, place, 3)) = 'the'
-- @object
select article_id, char_start, before_term, after_term from kwic('the', 7)
-- @by hand
with starts as (
    select art.article_id, p.char_start, p.text, unnest(range(1, length(p.text) + 1)) as place
    from all_paragraphs as p join art on p.document_id = art.document_id where original
)
select article_id, char_start + place - 1, right(left(text, place - 1), 7), left(substring(text, place + 3), 7)
from starts where lower(substring(text, place, 3)) = 'the'
and not regexp_matches(right(left(text, place - 1), 1), '[\pL\pN]')
and not regexp_matches(left(substring(text, place + 3), 1), '[\pL\pN]')
