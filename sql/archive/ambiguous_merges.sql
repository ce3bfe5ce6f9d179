-- Pairs of entities that may be one and were left apart, or that share a name which was not decided
-- in every article.
--
-- Reads doubtful_pairs (first_entity_id, second_entity_id, type, reason, score) and entities.
select
    doubtful_pairs.first_entity_id,
    doubtful_pairs.second_entity_id,
    first_entities.canonical_name as first_name,
    second_entities.canonical_name as second_name,
    doubtful_pairs.type,
    first(doubtful_pairs.reason order by doubtful_pairs.score desc, doubtful_pairs.reason asc)
        as reason,
    max(doubtful_pairs.score) as score
from doubtful_pairs
inner join entities as first_entities
    on doubtful_pairs.first_entity_id = first_entities.entity_id
inner join entities as second_entities
    on doubtful_pairs.second_entity_id = second_entities.entity_id
group by all
order by doubtful_pairs.first_entity_id, doubtful_pairs.second_entity_id
