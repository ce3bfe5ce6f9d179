-- The characters that `separate` words (neither letters, digits nor marks), or that are words of
-- their own (`unspaced` writing: Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese), as they
-- stand in the brackets of a pattern. They are listed, so that an index and a query agree whatever
-- edition of Unicode a client knows.
create macro search_characters(which) as
case which
    when 'separate'
        then concat(
            '\x00-\x2F\x3A-\x40\x5B-\x60\x7B-\x{BF}\x{D7}\x{F7}\x{2C2}-\x{2DF}',
            '\x{375}\x{37E}\x{384}\x{385}\x{387}\x{1FBD}\x{1FBF}-\x{1FC1}\x{1FCD}-\x{1FCF}',
            '\x{1FDD}-\x{1FDF}\x{1FED}-\x{1FEF}\x{1FFD}\x{1FFE}',
            '\x{55A}-\x{55F}\x{589}-\x{58F}\x{5BE}\x{5C0}\x{5C3}\x{5F3}\x{5F4}\x{600}-\x{60F}',
            '\x{61B}-\x{61F}\x{66A}-\x{66D}\x{6D4}\x{700}-\x{70D}\x{964}\x{965}\x{970}\x{E3F}',
            '\x{E4F}\x{E5A}\x{E5B}\x{104A}-\x{104F}\x{10FB}\x{1360}-\x{1368}\x{17D4}-\x{17D6}',
            '\x{17D8}-\x{17DB}\x{1800}-\x{180A}\x{2000}-\x{214F}\x{2190}-\x{2BFF}',
            '\x{2E00}-\x{2E2E}\x{2E30}-\x{2E7F}\x{3000}-\x{3004}\x{3008}-\x{3020}\x{302A}-\x{3030}',
            '\x{3036}\x{3037}\x{303D}-\x{303F}\x{30FB}\x{E000}-\x{F8FF}\x{FD3E}\x{FD3F}',
            '\x{FE10}-\x{FE6F}\x{FEFF}',
            '\x{FF01}-\x{FF0F}\x{FF1A}-\x{FF20}\x{FF3B}-\x{FF40}\x{FF5B}-\x{FF65}\x{FFE0}-\x{FFFF}',
            '\x{1F000}-\x{1FAFF}'
        )
    when 'unspaced'
        then concat(
            '\x{E01}-\x{E3E}\x{E40}-\x{E4E}\x{E50}-\x{E59}\x{E5C}-\x{EFF}',
            '\x{1000}-\x{1049}\x{1050}-\x{109F}\x{1100}-\x{11FF}\x{1780}-\x{17D3}\x{17D7}',
            '\x{2E80}-\x{2FFF}\x{3005}-\x{3007}\x{3021}-\x{3029}\x{3031}-\x{3035}\x{3038}-\x{303C}',
            '\x{3040}-\x{30FA}\x{30FC}-\x{A4CF}\x{A960}-\x{A97F}',
            '\x{AC00}-\x{D7FF}\x{F900}-\x{FAFF}\x{FF66}-\x{FFDC}\x{20000}-\x{3FFFF}'
        )
end
