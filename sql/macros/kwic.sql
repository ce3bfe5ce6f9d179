-- A word or phrase in its context, in any case: `from kwic('strike', 40)`. One row a paragraph,
-- for its first occurrence; `width` is the number of characters on each side.
create macro kwic(term, width) as table
    with found as (
        select
            paragraphs.article_id,
            paragraphs.document_id,
            paragraphs.paragraph_no,
            paragraphs.char_start,
            paragraphs.text,
            strpos(lower(paragraphs.text), lower(term)) as place
        from paragraphs
        where contains(lower(paragraphs.text), lower(term))
    )

    select  -- noqa: ST06
        articles.published_date,
        articles.outlet,
        substring(
            found.text, greatest(1, found.place - width), least(width, found.place - 1)
        ) as before_term,
        substring(found.text, found.place, length(term)) as term_found,
        substring(found.text, found.place + length(term), width) as after_term,
        articles.title,
        found.char_start + found.place - 1 as char_start,
        found.article_id,
        articles.is_original
    from found
    inner join articles on found.document_id = articles.document_id
    order by articles.published_date asc, found.article_id asc, found.paragraph_no asc
