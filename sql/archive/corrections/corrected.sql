-- The entity of each within-article entity after all corrections; splits that disagree take
-- nothing.
--
-- Reads reference_chosen and reference_merged.
with taken as (
    select
        local_entity_id,
        min(target_id) as target_id,
        min(line) as split_line
    from reference_chosen
    group by local_entity_id
    having count(distinct target_id) = 1
)

select
    reference_merged.local_entity_id,
    coalesce(taken.target_id, reference_merged.entity_id) as entity_id,
    coalesce(
        nullif(
            concat_ws(
                '; ',
                reference_merged.moved_reason,
                'raw/reference/entity_split.csv line ' || taken.split_line
            ),
            ''
        ),
        reference_merged.automatic_reason
    ) as reason
from reference_merged
left join taken on reference_merged.local_entity_id = taken.local_entity_id
