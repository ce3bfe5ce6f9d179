-- The words of a query as the index has them, excluded ones included, but for those of limits.
create macro search_word_list(query) as
list_transform(
    search_tokens(
        array_to_string(
            list_filter(
                search_pieces(query),
                lambda piece: not regexp_matches(
                    piece,
                    '^(?:OR$|AND$|NOT$|-?(?i:title|outlet|author|speaker|after|before):)'
                )
            ),
            ' '
        )
    ),
    lambda token: search_word(token)
)
