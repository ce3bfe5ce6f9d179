-- Every mention, with its title, is what stands at its offsets in its paragraph, and its role is
-- what stands at its own in the body.
-- @key article_id
select
    all_mentions.document_id,
    all_mentions.mention_id,
    all_mentions.text as expected,
    span(
        all_paragraphs.text,
        all_mentions.char_start - all_paragraphs.char_start,
        all_mentions.char_end - all_paragraphs.char_start
    ) as found
from all_mentions
inner join all_paragraphs
    on
        all_mentions.document_id = all_paragraphs.document_id
        and all_mentions.paragraph_no = all_paragraphs.paragraph_no
where
    span(
        all_paragraphs.text,
        all_mentions.char_start - all_paragraphs.char_start,
        all_mentions.char_end - all_paragraphs.char_start
    ) != all_mentions.text
    or span(
        all_paragraphs.text,
        all_mentions.full_start - all_paragraphs.char_start,
        all_mentions.full_end - all_paragraphs.char_start
    ) != all_mentions.full_text

union all

select
    all_mentions.document_id,
    all_mentions.mention_id,
    all_mentions.role_text as expected,
    span(all_articles.body, all_mentions.role_start, all_mentions.role_end) as found
from all_mentions
inner join all_articles on all_mentions.document_id = all_articles.document_id
where
    all_mentions.role_text is not null
    and span(all_articles.body, all_mentions.role_start, all_mentions.role_end)
    != all_mentions.role_text
