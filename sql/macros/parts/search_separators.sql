-- The characters that separate words (neither letters, digits nor marks), as they stand in the
-- brackets of a pattern. They are listed, so that an index and a query agree whatever edition of
-- Unicode a client knows.
create macro search_separators() as
concat(
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
