-- The quotes that a query finds, the best first: `from search_quotes('tariffs speaker:"Wang Yi"')`.
-- The query is one of `search_articles`; its words are sought in what was said, `speaker:` in the
-- speaker's name, `title:`, `outlet:` and `author:` in the article's. The best twenty have a
-- snippet.
create macro search_quotes(query) as table
    with speakers as materialized (
        select
            list(
                ' ' || array_to_string(words, ' ') || case when is_prefix then '' else ' ' end
            ) filter (not excluded) as asked,
            list(
                ' ' || array_to_string(words, ' ') || case when is_prefix then '' else ' ' end
            ) filter (excluded) as left_out
        from search_items(query)
        where field = 'speaker'
    )

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
    cross join speakers
    where
        not regexp_matches(query, '(?i)speaker:')
        or (
            len(
                list_filter(
                    coalesce(speakers.asked, []),
                    lambda wanted:
                    not contains(
                        search_speaker_words(quote_details.speaker, quote_details.speaker_text),
                        wanted
                    )
                )
            ) = 0
            and len(
                list_filter(
                    coalesce(speakers.left_out, []),
                    lambda wanted:
                    contains(
                        search_speaker_words(quote_details.speaker, quote_details.speaker_text),
                        wanted
                    )
                )
            ) = 0
        )
    order by hits.score desc, quote_details.quote_id asc
