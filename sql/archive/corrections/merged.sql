-- Every within-article entity with the entity that aliases and merges make it, and why.
--
-- Reads automatic_members, reference_alias_hits and reference_merges (entity_id, into_id, reason).
with aliased as (
    select
        automatic_members.local_entity_id,
        automatic_members.entity_id as automatic_id,
        automatic_members.reason,
        coalesce(reference_alias_hits.entity_id, automatic_members.entity_id) as entity_id,
        case
            when reference_alias_hits.entity_id != automatic_members.entity_id
                then 'raw/reference/entity_alias.csv line ' || reference_alias_hits.line
        end as alias_reason
    from automatic_members
    left join reference_alias_hits
        on automatic_members.local_entity_id = reference_alias_hits.local_entity_id
)

select
    aliased.local_entity_id,
    aliased.automatic_id,
    aliased.entity_id as unmerged_id,
    aliased.reason as automatic_reason,
    coalesce(reference_merges.into_id, aliased.entity_id) as entity_id,
    nullif(concat_ws('; ', aliased.alias_reason, reference_merges.reason), '') as moved_reason
from aliased
left join reference_merges on aliased.entity_id = reference_merges.entity_id
