-- What one person said.
select
    published_date,
    outlet,
    cue,
    text
from quotes_of('Gus Pettibone')
