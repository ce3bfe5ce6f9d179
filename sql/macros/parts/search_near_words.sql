-- A pattern that every text of plain English letters matches which has one of the words that a
-- query asks for; null where a text may be meant that has none. Of words of five letters and more
-- it does not know those with full stops.
create macro search_near_words(query) as
case
    when search_needs_word(query)
        then
            '(?i)' || nullif(
                array_to_string(
                    list_transform(
                        search_word_list(query),
                        lambda word: word || case
                            when length(word) between 2 and 4
                                then '|' || regexp_replace(word, '(.)', '\1\\.', 'g')
                            else ''
                        end
                    ),
                    '|'
                ),
                ''
            )
end
