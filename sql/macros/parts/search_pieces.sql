-- A query of `search_articles` cut into its pieces: words, "phrases", `OR`, each with the minus and
-- the field before it.
create macro search_pieces(query) as
regexp_extract_all(
    translate(nfc_normalize(cast(query as varchar)), '“”„«»', '"""""'),
    '-?(?i:(?:title|outlet|author|speaker|after|before):)?(?:"[^"]*"?\*?|[^\s"]+)'
)
