-- A word or phrase in its context, in any case: `from kwic('strike')`, `from kwic('strike', 60)`.
-- One row an occurrence, which begins and ends where words do; `whole_words := false` finds it
-- within words too. `width` is the number of characters on each side, within the paragraph. Copies
-- are rows only `with_copies := true`.
create macro kwic(term, width := 40, whole_words := true, with_copies := false) as table
    with found as (
        select
            articles.published_date,
            articles.outlet,
            articles.title,
            articles.article_id,
            articles.is_original,
            paragraphs.paragraph_no,
            paragraphs.char_start,
            paragraphs.text,
            string_split(lower(paragraphs.text), lower(term)) as pieces
        from paragraphs
        inner join articles on paragraphs.document_id = articles.document_id
        where
            regexp_matches(paragraphs.text, '(?i)' || regexp_escape(term))
            and (with_copies or articles.is_original)
    ),

    numbered as (
        select
            found.published_date,
            found.outlet,
            found.title,
            found.article_id,
            found.is_original,
            found.paragraph_no,
            found.char_start,
            found.text,
            found.pieces,
            unnest(range(1, len(found.pieces))) as occurrence
        from found
    ),

    placed as (
        select
            published_date,
            outlet,
            title,
            article_id,
            is_original,
            paragraph_no,
            char_start,
            text,
            cast(
                list_sum(list_transform(pieces[:occurrence], lambda piece: length(piece)))
                + (occurrence - 1) * length(term) + 1 as bigint
            ) as place
        from numbered
    )

    select  -- noqa: ST06
        published_date,
        outlet,
        substring(text, greatest(1, place - width), least(width, place - 1)) as before_term,
        substring(text, place, length(term)) as term_found,
        substring(text, place + length(term), width) as after_term,
        title,
        char_start + place - 1 as char_start,
        article_id,
        is_original
    from placed
    where
        not whole_words
        or not (
            (
                place > 1
                and regexp_matches(substring(text, place - 1, 1), '[\pL\pN]')
                and regexp_matches(substring(text, place, 1), '[\pL\pN]')
            )
            or (
                regexp_matches(substring(text, place + length(term) - 1, 1), '[\pL\pN]')
                and regexp_matches(substring(text, place + length(term), 1), '[\pL\pN]')
            )
        )
    order by published_date asc, article_id asc, paragraph_no asc, place asc
