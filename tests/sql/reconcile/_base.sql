-- What the queries by hand start from: the published articles and the statements in them, worked out
-- from the base tables alone.
create temp view art as
select a.*, a.article_id not in (select article_id from article_clusters where not is_original) as original
from all_articles as a
where a.document_id in (
    select document_id from document_status where is_current and not is_duplicate
);

create temp view said as
select
    q.quote_id, q.text, q.kind, q.act, q.speaker_text, q.speaker_kind, q.cue_lemma, q.polarity,
    m.entity_id, art.*
    exclude (document_id, revision_id), art.document_id
from all_quotes as q
join art on q.document_id = art.document_id
left join entity_members as m on q.speaker_local_entity_id = m.local_entity_id
where q.act = 'speech' or q.act = 'writing';

create temp view named as
select m.entity_id, art.article_id, art.original, art.outlet, art.published_date,
    art.published_at, art.published_precision, sum(l.mention_count) as mentions
from all_local_entities as l
join art on l.document_id = art.document_id
join entity_members as m on l.local_entity_id = m.local_entity_id
group by all;
