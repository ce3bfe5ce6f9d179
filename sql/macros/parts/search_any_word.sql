-- A pattern that every text matches which has one of the words that a query asks for, whatever its
-- letters, and other texts, too. Of words of five letters and more it does not know those with full
-- stops.
create macro search_any_word(query) as
(
    '(?i)' || search_letters(search_alternatives(query))
)
