-- The loaded verbs that each outlet reports with.
select
    outlet,
    cue_lemma,
    quote_count,
    round(original_share, 3) as original_share
from reporting_verbs
where verb_class = 'loaded'
order by outlet asc, quote_count desc, cue_lemma asc
