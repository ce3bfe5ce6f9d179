-- The entities that go by a name which lines of the reference folder use.
--
-- Reads automatic_members, all_local_entities, reference_wanted (name) and the macro folded.
with forms as (
    select distinct
        automatic_members.entity_id,
        unnest(list_prepend(all_local_entities.name, all_local_entities.aliases)) as form
    from automatic_members
    inner join all_local_entities
        on automatic_members.local_entity_id = all_local_entities.local_entity_id
),

folded_forms as (
    select
        form,
        folded(form) as folded_form
    from (select distinct form from forms) as distinct_forms
)

select distinct
    forms.entity_id,
    folded_forms.folded_form
from forms
inner join folded_forms on forms.form = folded_forms.form
where folded_forms.folded_form in (select folded(w.name) from reference_wanted as w)
