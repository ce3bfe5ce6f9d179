-- The number of the text that a posting of `search_words` is of.
create macro search_text_no(number, file_no) as
file_no - file_no % 8388608 + number % (file_no % 8388608)
