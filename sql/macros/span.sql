-- The text at an offset pair: code points of the body from 0, end exclusive. DuckDB's own slices
-- count from 1, so that `body[start:end]` is wrong without an error.
create macro span(body, char_start, char_end) as
substring(body, char_start + 1, char_end - char_start)
