-- Whether a query means no text but those that have one of its words: not so
-- `outlet:ledger -sport`, nor `flood OR outlet:ledger`.
create macro search_needs_word(query) as
len(
    list_filter(
        search_pieces(regexp_replace(query, '\bNOT\s+', '-', 'g')),
        lambda piece:
        not regexp_matches(
            piece, '^(?:-|OR$|AND$|(?i:title|outlet|author|speaker|after|before):)'
        )
        and len(search_tokens(piece)) > 0
    )
) > 0
and not (
    regexp_matches(query, '(?i)(?:title|outlet|author|speaker|after|before):')
    and regexp_matches(query, '\bOR\b|\|')
)
