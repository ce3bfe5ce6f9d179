-- One person, organisation, place ... across the archive, with what its members add up to.
-- Counts are over the published articles, copies included.
--
-- Reads numbered_members, entity_numbers, known_entities, known_names, all_quotes,
-- hidden_documents, corrected_members, known_types (entity_id, type), known_places
-- (entity_id, country, latitude, longitude) and entity_overrides (entity_id, canonical_name, type),
-- what corrections say.
with members as (
    select
        entity_no,
        local_no,
        document_no,
        name_no,
        mention_count,
        published_date
    from numbered_members
    where published
),

names as (
    select
        used.entity_no,
        known_names.name,
        known_names.type,
        used.uses,
        used.times
    from (
        select
            entity_no,
            name_no,
            sum(mention_count) as uses,
            count(*) as times
        from members
        group by entity_no, name_no
    ) as used
    inner join known_names on used.name_no = known_names.name_no
),

canonical as (
    select
        entity_no,
        first(
            name
            order by
                uses * name_weight(type, name) desc,
                name asc
        ) as canonical_name
    from names
    group by entity_no
),

alias_uses as (
    select
        entity_no,
        alias_name,
        sum(times) as uses
    from (
        select
            entity_no,
            name as alias_name,
            times
        from names

        union all

        -- Few have another form than their name: lists are taken apart for these alone.
        select
            entity_no,
            alias_name,
            1 as times
        from (
            select
                members.entity_no,
                known_entities.name,
                unnest(list_distinct(known_entities.aliases)) as alias_name
            from known_entities
            inner join members on known_entities.rowid = members.local_no
            where len(known_entities.aliases) > 0
        ) as further
        where alias_name != name
    ) as unnested
    group by entity_no, alias_name
),

alias_lists as (
    select
        entity_no,
        list(alias_name order by uses desc, alias_name asc) as aliases
    from alias_uses
    group by entity_no
),

role_uses as (
    select
        entity_no,
        role_name,
        min(published_date) as first_date,
        max(published_date) as last_date,
        count(distinct document_no) as article_count
    from (
        select
            members.entity_no,
            members.document_no,
            members.published_date,
            unnest(known_entities.roles) as role_name
        from known_entities
        inner join members on known_entities.rowid = members.local_no
        where len(known_entities.roles) > 0
    ) as unnested
    group by entity_no, role_name
),

role_lists as (
    select
        entity_no,
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
    group by entity_no
),

spoken as (
    select
        corrected_members.entity_id,
        count(*) as quote_count
    from all_quotes
    inner join corrected_members
        on all_quotes.speaker_local_entity_id = corrected_members.local_entity_id
    where all_quotes.document_id not in (select h.document_id from hidden_documents as h)
    group by corrected_members.entity_id
),

counts as (
    -- Of an article one document is published.
    select
        entity_no,
        cast(sum(mention_count) as bigint) as mention_count,
        count(distinct document_no) as article_count,
        min(published_date) as first_seen,
        max(published_date) as last_seen
    from members
    group by entity_no
),

unseen as (
    -- An entity that only superseded revisions name keeps its row, with counts of nought; one
    -- that a correction made has no type of its own.
    select
        wanted.entity_id,
        first(known_names.name order by known_names.name) as any_name,
        mode(known_names.type order by known_names.type) as any_type
    from (
        select
            entity_numbers.entity_no,
            entity_numbers.entity_id
        from entity_numbers
        left join counts on entity_numbers.entity_no = counts.entity_no
        left join known_types on entity_numbers.entity_id = known_types.entity_id
        where counts.entity_no is null or known_types.entity_id is null
    ) as wanted
    inner join numbered_members on wanted.entity_no = numbered_members.entity_no
    inner join known_names on numbered_members.name_no = known_names.name_no
    group by wanted.entity_id
)

select
    entity_numbers.entity_id,
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
from entity_numbers
left join unseen on entity_numbers.entity_id = unseen.entity_id
left join counts on entity_numbers.entity_no = counts.entity_no
left join known_types on entity_numbers.entity_id = known_types.entity_id
left join entity_overrides on entity_numbers.entity_id = entity_overrides.entity_id
left join known_places on entity_numbers.entity_id = known_places.entity_id
left join canonical on entity_numbers.entity_no = canonical.entity_no
left join alias_lists on entity_numbers.entity_no = alias_lists.entity_no
left join role_lists on entity_numbers.entity_no = role_lists.entity_no
left join spoken on entity_numbers.entity_id = spoken.entity_id
order by entity_numbers.entity_no
