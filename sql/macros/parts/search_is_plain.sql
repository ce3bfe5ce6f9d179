-- Whether a text has plain English letters alone, none of them with full stops (`U.S.`), so that a
-- word ends where `\b` of a pattern says so.
create macro search_is_plain(words) as
not contains(words, '_')
and not regexp_matches(words, '\.\pL\.')
and not search_is_foreign(words)
