-- The local entities whose articles tell what their name stands for, and why.
--
-- Reads ranked, shown_units (unit, entity_id, shown) and open_forms (form, why).
select
    ranked.local_no,
    shown_units.entity_id,
    format(
        'taken for {0}: {1}; {2} of {3} things around it stand around {0} elsewhere too',
        shown_units.shown,
        open_forms.why,
        ranked.shared,
        ranked.features
    ) as reason
from ranked
inner join shown_units on ranked.unit = shown_units.unit
inner join open_forms on ranked.form = open_forms.form
where ranked.is_told and ranked.place = 1
