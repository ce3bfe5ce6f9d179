-- Statements whose speaker has no name.
select
    speaker_text,
    speaker_kind,
    cue,
    text
from unresolved_speakers
order by published_date asc, text asc
limit 10
