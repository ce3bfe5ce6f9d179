-- A speaker's name and the words used for the speaker, as `search_word` writes them, a space around
-- each word and a bar between the two.
create macro search_speaker_words(speaker, speaker_text) as
concat(
    ' ',
    array_to_string(
        list_transform(search_tokens(speaker), lambda token: search_word(token)), ' '
    ),
    ' | ',
    array_to_string(
        list_transform(search_tokens(speaker_text), lambda token: search_word(token)), ' '
    ),
    ' '
)
