-- The pattern of one word of a text, and of what `rest` says behind it; see `search_tokens`.
create macro search_token_pattern(rest) as
concat(
    '(?:(?:[^0-9', search_separators(), search_unspaced(), ']\.){2,}',
    '|[', search_unspaced(), ']',
    '|[^', search_separators(), search_unspaced(), ']+)', rest
)
