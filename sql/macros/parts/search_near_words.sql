-- A pattern that every text of plain English letters matches which has one of the words that a
-- query asks for; null where a text may be meant that has none. Of words of five letters and more
-- it does not know those with full stops.
create macro search_near_words(query) as
case
    when search_needs_word(query)
        then '(?i)' || replace(search_alternatives(query), '.', '\.')
end
