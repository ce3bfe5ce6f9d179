-- How evenly each outlet lets its sources speak.
select
    outlet,
    speaker_count,
    top_speaker,
    round(shannon, 2) as shannon,
    round(unnamed_share, 2) as unnamed_share
from source_diversity
order by shannon desc, outlet asc
