-- A pattern that every text matches which has one of the words that a query asks for, and other
-- texts, too; null where it asks for none.
create macro search_any_word(query) as
(
    '(?i)' || search_letters(
        nullif(
            rtrim(
                translate(
                    array_to_string(
                        list_transform(
                            search_word_list(query), lambda word: search_word_pattern(word)
                        ),
                        ''
                    ),
                    concat(chr(3), chr(5), chr(2), chr(4)), '||'
                ),
                '|'
            ),
            ''
        )
    )
)
