-- The entities that go by a name.
select
    canonical_name,
    type,
    aliases,
    mention_count,
    quote_count
from entity_named('okonjo')
