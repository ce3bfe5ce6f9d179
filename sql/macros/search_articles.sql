-- The articles that a query finds, the best first: `from search_articles('flood "high water"')`.
-- All words have to be there, in title or text; `OR`, "phrases", beginnings (`elect*`), `-without`,
-- `title:`, `outlet:`, `author:`, `after:2020-05` and `before:2021` limit it. The score is BM25;
-- the best twenty have a snippet. `docs/search.md` says more.
create macro search_articles(query) as table
    select  -- noqa: ST06
        search_documents.published_date,
        search_documents.outlet,
        search_documents.title,
        hits.snippet,
        hits.score,
        search_documents.url,
        search_documents.article_id,
        search_documents.is_original
    from search_hits(query, 'article') as hits
    inner join search_documents on hits.document_id = search_documents.document_id
    order by hits.score desc, search_documents.article_id asc
