-- Every offset lies within its text, and no stretch ends before it begins.
-- @key article_id
select
    all_paragraphs.document_id,
    'paragraph' as what,
    all_paragraphs.char_start,
    all_paragraphs.char_end
from all_paragraphs
inner join all_articles on all_paragraphs.document_id = all_articles.document_id
where
    not (
        all_paragraphs.char_start >= 0
        and all_paragraphs.char_start < all_paragraphs.char_end
        and all_paragraphs.char_end <= all_articles.char_count
    )

union all

select
    all_mentions.document_id,
    'mention' as what,
    all_mentions.char_start,
    all_mentions.char_end
from all_mentions
inner join all_articles on all_mentions.document_id = all_articles.document_id
where
    not (
        all_mentions.full_start <= all_mentions.char_start
        and all_mentions.char_start < all_mentions.char_end
        and all_mentions.char_end <= all_mentions.full_end
        and all_mentions.full_end <= all_articles.char_count
    )

union all

select
    all_quotes.document_id,
    'quote' as what,
    all_quotes.char_start,
    all_quotes.char_end
from all_quotes
inner join all_articles on all_quotes.document_id = all_articles.document_id
where
    not (
        all_quotes.char_start < all_quotes.char_end
        and all_quotes.char_end <= all_articles.char_count
        and list_extract(all_quotes.parts, 1).char_start = all_quotes.char_start
        and list_extract(all_quotes.parts, -1).char_end = all_quotes.char_end
    )
