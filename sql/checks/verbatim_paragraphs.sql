-- The text of every paragraph is what stands at its offsets in its article's body.
-- @key article_id
select
    all_paragraphs.document_id,
    all_paragraphs.paragraph_no,
    all_paragraphs.text as expected,
    span(all_articles.body, all_paragraphs.char_start, all_paragraphs.char_end) as found
from all_paragraphs
inner join all_articles on all_paragraphs.document_id = all_articles.document_id
where
    span(all_articles.body, all_paragraphs.char_start, all_paragraphs.char_end)
    != all_paragraphs.text
