-- Who is most spoken of in quotes.
select
    entities.canonical_name,
    count(distinct quote_targets.quote_id) as quote_count
from quote_targets
inner join entities on quote_targets.entity_id = entities.entity_id
group by entities.canonical_name
order by quote_count desc, entities.canonical_name asc
limit 10
