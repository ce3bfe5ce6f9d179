-- @object
select article_id, is_named, quote_count from single_source_articles
-- @by hand
select article_id, bool_and(entity_id is not null), count(*)
from said
group by article_id
having (count(distinct entity_id) = 1 and count(entity_id) = count(*))
or (count(entity_id) = 0 and count(distinct lower(speaker_text)) = 1
    and bool_and(speaker_text is not null and speaker_kind not in ('pronoun', 'unresolved')))
