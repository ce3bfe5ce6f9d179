-- The words that a query asks for as alternatives of a pattern, those of two to four letters also
-- with full stops (`us|u.s.`); empty where there are none.
create macro search_alternatives(query) as
trim(
    replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    '|' || array_to_string(search_word_list(query), '||') || '|',
                    '\|([^|])([^|])([^|])([^|])\|', '|\1\2\3\4|\1.\2.\3.\4.|', 'g'
                ),
                '\|([^|])([^|])([^|])\|', '|\1\2\3|\1.\2.\3.|', 'g'
            ),
            '\|([^|])([^|])\|', '|\1\2|\1.\2.|', 'g'
        ),
        '||', '|'
    ),
    '|'
)
