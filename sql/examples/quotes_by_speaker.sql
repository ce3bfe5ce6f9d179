-- The ten speakers quoted most.
select
    speaker,
    quote_count,
    original_quote_count,
    direct_count,
    outlet_count,
    first_date,
    last_date
from quotes_by_speaker
order by original_quote_count desc, speaker asc
limit 10
