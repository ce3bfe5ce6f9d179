-- Words of a query as a pattern that finds them in a text one after the other, with nothing but
-- separators between them; null where there are not several. What follows the last word belongs to
-- the match, so that of two occurrences that touch one is counted. Words stand between the
-- characters 2 and 3 first, the whole between 4 and 5; then it is known what each word has beside
-- it. Words of one character in unspaced writing need nothing there.
create macro search_pattern(wanted) as
case
    when len(search_tokens(wanted)) > 1
        then
            replace(
                replace(
                    replace(
                        replace(
                            replace(
                                replace(
                                    replace(
                                        concat(
                                            '(?i)', chr(4),
                                            array_to_string(
                                                list_transform(
                                                    search_tokens(wanted),
                                                    lambda token:
                                                    search_word_pattern(search_word(token))
                                                ),
                                                ''
                                            ),
                                            chr(5)
                                        ),
                                        chr(4) || chr(2),
                                        concat(
                                            '(?:^|[', search_characters('separate'),
                                            search_characters('unspaced'), '])'
                                        )
                                    ),
                                    chr(3) || chr(5),
                                    search_pattern_end(regexp_matches(wanted, '\*"?$'))
                                ),
                                chr(3) || chr(2), concat('[', search_characters('separate'), ']+')
                            ),
                            chr(2), ''
                        ),
                        chr(3), concat('[', search_characters('separate'), ']*')
                    ),
                    chr(4), ''
                ),
                chr(5), ''
            )
end
