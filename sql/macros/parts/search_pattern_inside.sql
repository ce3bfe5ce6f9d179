-- Of `search_pattern`: words without what stands on either side of them. Between two there is at
-- least one separator, beside a word of unspaced writing perhaps none. Where the character 7 stands
-- at the end, the rest of the last word is found, too.
create macro search_pattern_inside(marked) as
concat(
    regexp_replace(
        replace(
            trim(marked, concat(chr(2), chr(3), chr(4), chr(5), chr(7))),
            chr(3) || chr(2), '[' || chr(14) || ']+'
        ),
        '[\x03\x05][\x02\x04]', '[' || chr(14) || ']*', 'g'
    ),
    case when ends_with(marked, chr(7)) then concat('[^', chr(14), chr(15), ']*') end
)
