-- The verbs that keep away from what they report.
select
    cue_lemma,
    basis
from verb_classes
where verb_kind = 'distance'
order by cue_lemma asc
limit 10
