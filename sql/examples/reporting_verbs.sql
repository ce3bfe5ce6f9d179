-- The verbs that an outlet reports with.
select
    cue_lemma,
    quote_count,
    round(share, 3) as share
from reporting_verbs
where outlet = 'The Harbour Gazette'
order by quote_count desc, cue_lemma asc
