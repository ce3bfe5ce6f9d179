-- A word of `search_tokens` as the index has it: in small letters; Latin and Greek ones without
-- accents, `ß` as `ss`; `U.S.` as `us`. Nothing is stemmed.
create macro search_word(token) as
case
    when not regexp_matches(token, '[^a-z0-9]') then token
    when
        regexp_matches(token, '[A-Za-z\x{C0}-\x{24F}\x{370}-\x{3FF}\x{1E00}-\x{1FFF}]')
        then
            replace(
                replace(lower(strip_accents(replace(token, '.', ''))), 'ß', 'ss'), 'ς', 'σ'
            )
    else replace(lower(replace(token, '.', '')), 'ё', 'е')
end
