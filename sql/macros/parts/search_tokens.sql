-- The words of a text, in order, as they stand there: runs of letters and digits, cut at every
-- other character. Letters with full stops (`U.S.`) are one word; of Chinese, Japanese, Korean,
-- Thai, Lao, Khmer and Burmese each character is one.
create macro search_tokens(words) as
regexp_extract_all(words, search_token_pattern(''))
