-- Each entity that a line may mean, and what a person needs to tell it from the others. Names and
-- types are chosen as `entities.sql` does.
--
-- Reads reference_candidates, reference_ids (entity_id), automatic_members, known_types,
-- all_local_entities, hidden_documents and the macros folded and name_weight.
with members as (
    select
        automatic_members.entity_id,
        automatic_members.reason,
        all_local_entities.name,
        all_local_entities.type,
        all_local_entities.mention_count,
        all_local_entities.article_id,
        all_local_entities.document_id not in (select h.document_id from hidden_documents as h)
            as is_published
    from automatic_members
    inner join all_local_entities
        on automatic_members.local_entity_id = all_local_entities.local_entity_id
    where automatic_members.entity_id in (
        select c.entity_id from reference_candidates as c
        union all
        select i.entity_id from reference_ids as i
    )
),

names as (
    select
        entity_id,
        name,
        type,
        sum(mention_count) filter (is_published) as uses
    from members
    group by entity_id, name, type
),

types as (
    select
        entity_id,
        type,
        sum(mention_count) as uses
    from members
    group by entity_id, type
),

canonical as (
    select
        entity_id,
        first(
            name
            order by
                uses * name_weight(type, name) desc nulls last,
                name asc
        ) as canonical_name
    from names
    group by entity_id
),

main_types as (
    select
        entity_id,
        first(type order by uses desc, type asc) as type
    from types
    group by entity_id
),

counts as (
    select
        entity_id,
        count(distinct article_id) as article_count,
        mode(reason order by reason) as reason
    from members
    group by entity_id
)

select
    canonical.entity_id,
    canonical.canonical_name,
    counts.article_count,
    counts.reason,
    coalesce(known_types.type, main_types.type) as type,
    folded(canonical.canonical_name) as folded_name,
    (
        select list(c.folded_form order by c.folded_form)
        from reference_candidates as c
        where c.entity_id = canonical.entity_id
    ) as forms
from canonical
inner join main_types on canonical.entity_id = main_types.entity_id
inner join counts on canonical.entity_id = counts.entity_id
left join known_types on canonical.entity_id = known_types.entity_id
order by canonical.entity_id
