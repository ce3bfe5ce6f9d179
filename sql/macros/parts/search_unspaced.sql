-- The characters that are words of their own (Chinese, Japanese, Korean, Thai, Lao, Khmer,
-- Burmese), as `search_separators` lists the others.
create macro search_unspaced() as
concat(
    '\x{E01}-\x{E3E}\x{E40}-\x{E4E}\x{E50}-\x{E59}\x{E5C}-\x{EFF}',
    '\x{1000}-\x{1049}\x{1050}-\x{109F}\x{1100}-\x{11FF}\x{1780}-\x{17D3}\x{17D7}',
    '\x{2E80}-\x{2FFF}\x{3005}-\x{3007}\x{3021}-\x{3029}\x{3031}-\x{3035}\x{3038}-\x{303C}',
    '\x{3040}-\x{30FA}\x{30FC}-\x{A4CF}\x{A960}-\x{A97F}',
    '\x{AC00}-\x{D7FF}\x{F900}-\x{FAFF}\x{FF66}-\x{FFDC}\x{20000}-\x{3FFFF}'
)
