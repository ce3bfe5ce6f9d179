-- The entities that go by a name, in any of its forms and any case: `from entity_named('wang yi')`.
create macro entity_named(wanted) as table
    select
        entity_id,
        canonical_name,
        type,
        aliases,
        mention_count,
        article_count,
        quote_count,
        first_seen,
        last_seen
    from entities
    where list_contains(list_transform(aliases, lambda one: lower(one)), lower(wanted))
    order by mention_count desc, canonical_name asc
