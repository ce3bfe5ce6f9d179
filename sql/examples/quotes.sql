-- The direct quotes that stand in several parts.
select
    text,
    speaker_text,
    cue_text,
    len(parts) as part_count
from quotes
where kind = 'direct' and len(parts) > 1
order by part_count desc, text asc
