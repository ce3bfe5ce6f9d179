-- The within-article entities that a line of entity_split.csv takes: all its conditions hold.
--
-- Reads reference_splits, reference_merged, all_local_entities, all_articles and the macros
-- folded and gives_role.
select distinct
    reference_splits.line,
    reference_splits.target_id,
    reference_merged.local_entity_id
from reference_splits
inner join reference_merged on reference_splits.source_id = reference_merged.entity_id
inner join all_local_entities
    on reference_merged.local_entity_id = all_local_entities.local_entity_id
left join all_articles on all_local_entities.document_id = all_articles.document_id
where
    (
        reference_splits.name is null
        or folded(all_local_entities.name) = folded(reference_splits.name)
    )
    and (
        reference_splits.article_id is null
        or all_local_entities.article_id = reference_splits.article_id
    )
    and (
        reference_splits.outlet is null
        or folded(all_articles.outlet) = folded(reference_splits.outlet)
    )
    and (
        reference_splits.role is null
        or gives_role(all_local_entities.roles, reference_splits.role)
    )
