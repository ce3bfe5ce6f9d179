-- Of `search_pattern`: words with what has to stand on either side of them, once or several times.
create macro search_pattern_of(marked, inside) as
concat(
    '(?i)',
    case when starts_with(marked, chr(2)) then concat('(?:^|[', chr(14), chr(15), '])') end,
    '(', inside, '(?:[', chr(14), ']',
    case when regexp_matches(marked, '^\x02.*\x03\x07?$') then '+' else '*' end,
    inside, ')*)',
    case when ends_with(marked, chr(3)) then concat('(?:[', chr(14), ']|$|[', chr(15), '])') end
)
