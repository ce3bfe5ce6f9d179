-- Statements whose speaker is not known, by what there is to go by.
select
    why,
    count(*) as quote_count,
    min(speaker_text) as an_example
from unresolved_speakers
group by why
order by quote_count desc, why asc
