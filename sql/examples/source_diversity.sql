-- How evenly each outlet lets its sources speak.
select
    outlet,
    quote_count,
    speaker_count,
    top_speaker,
    round(shannon, 2) as shannon,
    round(gini, 2) as gini,
    round(unnamed_share, 2) as unnamed_share
from source_diversity()
order by shannon desc nulls last, outlet asc
