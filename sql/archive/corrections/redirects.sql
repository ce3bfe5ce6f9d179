-- An entity whose members have all become those of one other leads there. So do ids that the
-- automatic resolution has given up. What was parted among several leads nowhere.
--
-- Reads automatic_members, automatic_redirects and reference_corrected.
with gone as (
    select
        automatic_members.entity_id as old_entity_id,
        min(reference_corrected.entity_id) as entity_id,
        first(reference_corrected.reason order by reference_corrected.local_entity_id) as reason
    from automatic_members
    inner join reference_corrected
        on automatic_members.local_entity_id = reference_corrected.local_entity_id
    where
        automatic_members.entity_id not in (select c.entity_id from reference_corrected as c)
    group by automatic_members.entity_id
    having count(distinct reference_corrected.entity_id) = 1
),

earlier as (
    select
        automatic_redirects.old_entity_id,
        coalesce(gone.entity_id, automatic_redirects.entity_id) as entity_id,
        concat_ws('; ', automatic_redirects.reason, gone.reason) as reason
    from automatic_redirects
    left join gone on automatic_redirects.entity_id = gone.old_entity_id
)

select
    old_entity_id,
    entity_id,
    reason
from gone
union all
select
    old_entity_id,
    entity_id,
    reason
from earlier
where entity_id in (select c.entity_id from reference_corrected as c)
