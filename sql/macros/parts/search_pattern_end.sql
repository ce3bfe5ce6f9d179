-- The pattern of what stands behind the last of several words: what is no part of it, or, where it
-- `is_prefix`, the rest of it.
create macro search_pattern_end(is_prefix) as
case
    when is_prefix
        then
            concat(
                '[^', search_characters('separate'), search_characters('unspaced'), ']*[',
                search_characters('separate'), ']*'
            )
    else
        concat(
            '(?:[', search_characters('separate'), ']+|$|[', search_characters('unspaced'), '])'
        )
end
