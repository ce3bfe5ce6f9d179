-- The pattern of one word of a text, and of what `rest` says behind it; see `search_tokens`.
create macro search_token_pattern(rest) as
concat(
    '(?:(?:[^0-9', search_characters('separate'), search_characters('unspaced'), ']\.){2,}',
    '|[', search_characters('unspaced'), ']',
    '|[^', search_characters('separate'), search_characters('unspaced'), ']+)', rest
)
