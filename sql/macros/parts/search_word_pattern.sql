-- A word of the index as a pattern, between the marks that `search_pattern` replaces; a short one
-- also with full stops (`us`, `U.S.`).
create macro search_word_pattern(word) as
case
    when regexp_matches(word, '[' || search_characters('unspaced') || ']') then word || chr(3)
    else
        concat(
            chr(2), '(?:',
            array_to_string(
                list_transform(
                    string_split(replace(word, 'ss', chr(6)), ''),
                    lambda letter: search_letters(letter)
                ),
                ''
            ),
            case
                when regexp_full_match(word, '[^0-9]{2,6}')
                    then
                        '|' || array_to_string(
                            list_transform(
                                string_split(word, ''),
                                lambda letter: search_letters(letter) || '\.'
                            ),
                            ''
                        )
            end,
            ')', chr(3)
        )
end
