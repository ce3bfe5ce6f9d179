-- What one person said about another.
select
    published_date,
    outlet,
    cue,
    text
from who_said_about('Tomas Verrill', 'Hugo Brandt')
