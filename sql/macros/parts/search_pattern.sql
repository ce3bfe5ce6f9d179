-- Words of a query as a pattern that finds them in a text one after the other, with nothing but
-- separators between them. Its first group is what was found, the same words again directly behind
-- included. The characters 14 and 15 stand for the separators and for unspaced writing until the
-- end, so that each list is written out once.
create macro search_pattern(wanted) as
replace(
    replace(
        list_transform(
            [
                search_letters(
                    array_to_string(
                        list_transform(
                            search_tokens(wanted),
                            lambda token: search_word_pattern(search_word(token))
                        ),
                        ''
                    )
                ) || case when regexp_matches(wanted, '\*"?$') then chr(7) else '' end
            ],
            lambda marked: search_pattern_of(marked, search_pattern_inside(marked))
        )[1],
        chr(14), search_separators()
    ),
    chr(15), search_unspaced()
)
