-- The within-article entities whose name an alias of entity_alias.csv means.
--
-- Reads all_local_entities, reference_aliases (line, name, type, entity_id) and the macro folded.
with named as (
    select
        name,
        folded(name) as folded_name
    from (select distinct name from all_local_entities) as distinct_names
)

select distinct
    all_local_entities.local_entity_id,
    reference_aliases.entity_id,
    reference_aliases.line
from all_local_entities
inner join named on all_local_entities.name = named.name
inner join reference_aliases
    on
        named.folded_name = folded(reference_aliases.name)
        and all_local_entities.type = reference_aliases.type
