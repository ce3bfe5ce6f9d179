-- One person, organisation, place ... across the archive, with what its members add up to.
-- Counts are over the published articles, copies included.
--
-- Reads all_local_entities, all_articles, all_quotes, hidden_documents, entity_members,
-- known_types (entity_id, type), known_places (entity_id, country, latitude, longitude) and
-- entity_overrides (entity_id, canonical_name, type), what corrections say.
with members as (
    select
        entity_members.entity_id,
        all_local_entities.local_entity_id,
        all_local_entities.article_id,
        all_local_entities.name,
        all_local_entities.type,
        all_local_entities.aliases,
        all_local_entities.roles,
        all_local_entities.mention_count,
        all_articles.published_date
    from all_local_entities
    inner join entity_members
        on all_local_entities.local_entity_id = entity_members.local_entity_id
    inner join all_articles on all_local_entities.document_id = all_articles.document_id
    where all_local_entities.document_id not in (select h.document_id from hidden_documents as h)
),

names as (
    select
        entity_id,
        name,
        type,
        sum(mention_count) as uses,
        count(*) as times
    from members
    group by entity_id, name, type
),

canonical as (
    select
        entity_id,
        first(
            name
            order by
                uses * name_weight(type, name) desc,
                name asc
        ) as canonical_name
    from names
    group by entity_id
),

alias_uses as (
    select
        entity_id,
        alias_name,
        sum(times) as uses
    from (
        select
            entity_id,
            name as alias_name,
            times
        from names

        union all

        -- Few have another form than their name: lists are taken apart for these alone.
        select
            entity_id,
            alias_name,
            1 as times
        from (
            select
                entity_id,
                name,
                unnest(list_distinct(aliases)) as alias_name
            from members
            where len(aliases) > 0
        ) as further
        where alias_name != name
    ) as unnested
    group by entity_id, alias_name
),

alias_lists as (
    select
        entity_id,
        list(alias_name order by uses desc, alias_name asc) as aliases
    from alias_uses
    group by entity_id
),

role_uses as (
    select
        entity_id,
        role_name,
        min(published_date) as first_date,
        max(published_date) as last_date,
        count(distinct article_id) as article_count
    from (
        select
            entity_id,
            article_id,
            published_date,
            unnest(roles) as role_name
        from members
        where len(roles) > 0
    ) as unnested
    group by entity_id, role_name
),

role_lists as (
    select
        entity_id,
        list(
            {
                'role': role_name,
                'first_date': first_date,
                'last_date': last_date,
                'article_count': article_count
            }
            order by article_count desc, role_name asc
        ) as roles
    from role_uses
    group by entity_id
),

spoken as (
    select
        entity_members.entity_id,
        count(*) as quote_count
    from all_quotes
    inner join entity_members
        on all_quotes.speaker_local_entity_id = entity_members.local_entity_id
    where all_quotes.document_id not in (select h.document_id from hidden_documents as h)
    group by entity_members.entity_id
),

counts as (
    select
        entity_id,
        cast(sum(mention_count) as bigint) as mention_count,
        count(distinct article_id) as article_count,
        min(published_date) as first_seen,
        max(published_date) as last_seen
    from members
    group by entity_id
),

known as (
    select entity_id
    from entity_members
    group by entity_id
),

unseen as (
    -- An entity that only superseded revisions name keeps its row, with counts of nought; one
    -- that a correction made has no type of its own.
    select
        entity_members.entity_id,
        first(all_local_entities.name order by all_local_entities.name) as any_name,
        mode(all_local_entities.type order by all_local_entities.type) as any_type
    from entity_members
    inner join all_local_entities
        on entity_members.local_entity_id = all_local_entities.local_entity_id
    where
        entity_members.entity_id not in (select t.entity_id from known_types as t)
        or entity_members.entity_id not in (select c.entity_id from counts as c)
    group by entity_members.entity_id
)

select
    known.entity_id,
    known_places.country,
    known_places.latitude,
    known_places.longitude,
    counts.first_seen,
    counts.last_seen,
    coalesce(known_types.type, entity_overrides.type, unseen.any_type) as type,
    coalesce(
        entity_overrides.canonical_name, canonical.canonical_name, unseen.any_name
    ) as canonical_name,
    coalesce(alias_lists.aliases, [unseen.any_name]) as aliases,
    coalesce(role_lists.roles, []) as roles,
    coalesce(counts.mention_count, 0) as mention_count,
    coalesce(counts.article_count, 0) as article_count,
    coalesce(spoken.quote_count, 0) as quote_count
from known
left join unseen on known.entity_id = unseen.entity_id
left join counts on known.entity_id = counts.entity_id
left join known_types on known.entity_id = known_types.entity_id
left join entity_overrides on known.entity_id = entity_overrides.entity_id
left join known_places on known.entity_id = known_places.entity_id
left join canonical on known.entity_id = canonical.entity_id
left join alias_lists on known.entity_id = alias_lists.entity_id
left join role_lists on known.entity_id = role_lists.entity_id
left join spoken on known.entity_id = spoken.entity_id
order by known.entity_id
