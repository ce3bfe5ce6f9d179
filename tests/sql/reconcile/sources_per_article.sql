-- @object
select article_id, quote_count, named_source_count, unnamed_source_count, source_count, open_quote_count, unnamed_share, is_original from sources_per_article
-- @by hand
with per_source as (
    select distinct article_id, case
        when entity_id is not null then 'known ' || entity_id
        when speaker_kind in ('pronoun', 'unresolved') or speaker_text is null then null
        else 'described ' || lower(speaker_text)
    end as source from said
)
select article_id,
    (select count(*) from said where said.article_id = art.article_id),
    (select count(*) from per_source as p where p.article_id = art.article_id and source like 'known%'),
    (select count(*) from per_source as p where p.article_id = art.article_id and source like 'described%'),
    (select count(source) from per_source as p where p.article_id = art.article_id),
    (select count(*) from said where said.article_id = art.article_id and entity_id is null
        and (speaker_text is null or speaker_kind in ('pronoun', 'unresolved'))),
    (select avg((entity_id is null)::int) from said where said.article_id = art.article_id),
    original
from art
