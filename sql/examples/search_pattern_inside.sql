-- Two words, marked as `search_word_pattern` marks them, as the inside of a pattern.
select
    search_pattern_inside(concat(chr(2), 'new', chr(3), chr(2), 'york', chr(3)))
    = 'new[' || chr(14) || ']+york' as is_so
order by is_so
