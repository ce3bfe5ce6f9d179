-- How many entities of each type there are, and how many pairs of them were left undecided.
select
    entities.type,
    count(distinct entities.entity_id) as entity_count,
    count(ambiguous_merges.first_entity_id) as undecided_pairs
from entities
left join ambiguous_merges on entities.entity_id = ambiguous_merges.first_entity_id
group by entities.type
order by entity_count desc, entities.type asc
