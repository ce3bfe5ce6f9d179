-- The quotes that have one of the words of a query, numbered: as the `pieces` that were found in
-- them, or, where it takes more to see them, as all their `words`. Quotes have no index: there is
-- little enough text in all of them to look through it, and an index would be larger than it is.
create macro search_quote_texts(query) as table
    select
        document_id,
        quote_id,
        pieces,
        row_number() over () as text_no,
        length(text) as length,
        case when len(search_phrases(query)) > 0 then text end as text,
        case
            when pieces is null and len(search_word_list(query)) > 0 then search_joined(text)
        end as words
    from (
        select
            document_id,
            quote_id,
            text,
            case
                when search_is_plain(text) then regexp_extract_all(text, search_plain_words(query))
            end as pieces
        from all_quotes
        where
            document_id not in (select h.document_id from hidden_documents as h)
            and (
                coalesce(regexp_matches(text, search_near_words(query)), true)
                or regexp_matches(text, '\.\pL\.\pL\.\pL\.')
                or (search_is_foreign(text) and regexp_matches(text, search_any_word(query)))
            )
    ) as near
