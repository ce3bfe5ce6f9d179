-- The pieces of a query that are sought in the text and are of several words.
create macro search_phrases(query) as
list_filter(
    search_pieces(query),
    lambda piece:
    not regexp_matches(piece, '^-?(?i:(?:outlet|author|speaker|after|before):)')
    and len(search_tokens(search_wanted(piece))) > 1
)
