-- How often a speaker is quoted in each month, and of how much.
select
    month,
    quote_count,
    outlet_count,
    round(original_share, 2) as original_share
from speaker_over_time
where speaker = 'Tomas Verrill'
order by month asc
