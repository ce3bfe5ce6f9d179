-- What was said and written in published articles, without the words: the quotes that views of
-- speech count, narrow enough to count a million in a moment. Belief and intention are no
-- statements. `quotes` has the words, `quote_details` everything.
-- @key article_id
-- @column outlet: Who published the article.
-- @column exactness: How exact the article's date is (published_precision).
-- @column word_count: Words of the quote.
-- @column verb_class: Of its cue, by verb_classes: neutral or loaded; null where not listed.
-- @column is_original: False where the article is a copy of another.
select  -- noqa: ST06
    quotes.quote_id,
    quotes.document_id,
    quotes.article_id,
    articles.outlet,
    articles.published_date,
    articles.published_precision as exactness,
    quotes.kind,
    quotes.act,
    quotes.polarity,
    quotes.speaker_entity_id,
    quotes.speaker_kind,
    quotes.speaker_text,
    quotes.cue_lemma,
    verb_classes.verb_class,
    len(regexp_extract_all(quotes.text, '[\pL\pN]+')) as word_count,
    articles.is_original
from quotes
inner join articles on quotes.document_id = articles.document_id
left join verb_classes on quotes.cue_lemma = verb_classes.cue_lemma
where quotes.act in ('speech', 'writing')
order by articles.published_date asc, quotes.article_id asc, quotes.char_start asc
