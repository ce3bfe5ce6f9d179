-- How often a speaker is quoted in each month.
select
    month,
    quote_count,
    outlet_count
from speaker_over_time
where speaker = 'Tomas Verrill'
order by month asc
