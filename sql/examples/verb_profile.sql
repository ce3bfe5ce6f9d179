-- The verbs that one person's words are reported with, beside what is usual.
select
    cue_lemma,
    verb_class,
    quote_count,
    round(share, 2) as share,
    round(archive_share, 2) as archive_share
from verb_profile('Tomas Verrill')
order by quote_count desc, cue_lemma asc
