-- The beginnings of words that a query of `search_articles` asks for (`elect*`).
create macro search_prefixes(query) as
list_transform(
    list_filter(
        search_pieces(query),
        lambda piece:
        regexp_matches(piece, '\*"?$') and len(search_tokens(piece)) > 0
    ),
    lambda piece: search_word(search_tokens(piece)[-1])
)
