-- The words of a text as the index has them, in order, a space on each side of each, so that two
-- spaces stand between them: to find ` high  water ` in.
create macro search_joined(words) as
list_transform(
    [coalesce(array_to_string(search_tokens(words), '  '), '')],
    lambda joined:
    ' ' || case
        -- All of it at once where there is no letter to look at: most texts are so.
        when strlen(joined) = length(joined) then replace(lower(joined), '.', '')
        else
            array_to_string(
                list_transform(string_split(joined, '  '), lambda token: search_word(token)), '  '
            )
    end || ' '
)[1]
