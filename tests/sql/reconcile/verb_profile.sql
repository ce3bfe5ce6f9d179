-- @object
select cue_lemma, quote_count, share, archive_share, article_ids from verb_profile((select canonical_name from entities where type = 'PERSON' order by entity_id limit 1))
-- @by hand
with mine as (
    select * from said where original and cue_lemma is not null and entity_id in (
        select entity_id from entities where list_contains(
            list_transform(aliases, lambda a: lower(a)),
            (select lower(canonical_name) from entities where type = 'PERSON' order by entity_id limit 1)
        )
    )
)
select cue_lemma, count(*), count(*) / (select count(*) from mine),
    (select count(*) from said as o where o.original and o.cue_lemma = mine.cue_lemma)
    / (select count(*) from said as o where o.original and o.cue_lemma is not null),
    list_sort(list(distinct article_id))
from mine group by cue_lemma
-- @object
select cue_lemma, quote_count, share from verb_profile(null, (select min(outlet) from all_articles), true)
-- @by hand
select cue_lemma, count(*), count(*) / sum(count(*)) over ()
from said where cue_lemma is not null and outlet = (select min(outlet) from all_articles) group by cue_lemma
