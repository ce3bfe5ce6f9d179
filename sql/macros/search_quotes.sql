-- The quotes that a query finds, the best first: `from search_quotes('tariffs speaker:"Wang Yi"')`.
-- The query is one of `search_articles`; its words are sought in what was said, `speaker:` in the
-- speaker's name, `title:`, `outlet:` and `author:` in the article's. The best twenty have a
-- snippet.
create macro search_quotes(query) as table
    select  -- noqa: ST06
        quote_details.published_date,
        quote_details.outlet,
        quote_details.speaker,
        quote_details.cue,
        hits.snippet,
        quote_details.text,
        hits.score,
        quote_details.title,
        quote_details.url,
        quote_details.quote_id,
        quote_details.article_id,
        quote_details.is_original
    from search_hits(query, 'quote') as hits
    inner join quote_details on hits.quote_id = quote_details.quote_id
    order by hits.score desc, quote_details.quote_id asc
