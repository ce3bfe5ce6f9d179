-- @object
select outlet, cue_lemma, quote_count, original_quote_count, share, original_share, article_ids from reporting_verbs
-- @by hand
select outlet, cue_lemma, count(*), count(*) filter (original),
    count(*) / (select count(*) from said as o where o.outlet is not distinct from s.outlet and o.cue_lemma is not null),
    count(*) filter (original) / nullif((select count(*) from said as o where o.outlet is not distinct from s.outlet and o.cue_lemma is not null and o.original), 0),
    list_sort(list_distinct(list(article_id)))
from said as s where cue_lemma is not null group by outlet, cue_lemma
-- @object
select cue_lemma, verb_class from reporting_verbs group by all
-- @by hand
select distinct said.cue_lemma, c.verb_class
from said left join verb_classes as c on said.cue_lemma = c.cue_lemma
where said.cue_lemma is not null
