-- A word of the index as a pattern, between the marks that `search_pattern` replaces: the
-- characters 2 and 3, in unspaced writing 4 and 5; a short one also with full stops (`us`, `U.S.`).
-- Its letters are for `search_letters` to replace.
create macro search_word_pattern(word) as
case
    when regexp_matches(word, '[' || search_unspaced() || ']')
        then chr(4) || word || chr(5)
    else
        concat(
            chr(2), '(?:', word,
            case
                when regexp_full_match(word, '[^0-9]{2,6}')
                    then '|' || regexp_replace(word, '(.)', '\1.', 'g')
            end,
            ')', chr(3)
        )
end
