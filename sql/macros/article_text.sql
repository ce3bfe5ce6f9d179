-- An article paragraph by paragraph: `from article_text('...article_id...')`.
create macro article_text(wanted) as table
    select
        paragraphs.paragraph_no,
        paragraphs.kind,
        paragraphs.wire_agency,
        paragraphs.text
    from paragraphs
    where paragraphs.article_id = cast(wanted as uuid)
    order by paragraphs.paragraph_no asc
