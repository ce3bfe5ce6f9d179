-- What Ingrid Halloran is quoted with on the bay, since 2026.
select
    published_date,
    outlet,
    speaker,
    snippet
from search_quotes('bay speaker:halloran after:2026')
