-- Who said what, when, in which outlet.
select
    published_date,
    outlet,
    speaker,
    cue,
    text
from quote_details
where kind = 'direct' and is_original
order by published_date asc, outlet asc, text asc
limit 10
