-- Articles that give a person's full name, by era: a gap of sixty years parts two. An era is
-- `known` where one of the persons and bodies of its articles stands beside the name in an earlier
-- era too: then it is one person, remembered.
--
-- Reads local_forms, full_names (form) and telling_forms (form): of persons and bodies.
with dated as (
    select
        local_forms.form,
        local_forms.local_entity_id,
        local_forms.document_no,
        local_forms.published_date,
        local_forms.published_date - lag(local_forms.published_date) over (
            partition by local_forms.form
            order by local_forms.published_date, local_forms.local_entity_id
        ) > 21915 as parted
    from local_forms
    inner join full_names on local_forms.form = full_names.form
    where local_forms.published_date is not null
),

numbered as (
    select
        *,
        count(*) filter (parted) over (
            partition by form
            order by published_date, local_entity_id
            rows between unbounded preceding and current row
        ) as era
    from dated
),

parted_forms as (
    select distinct form
    from numbered
    where era > 0
),

several as (
    select numbered.*
    from numbered
    inner join parted_forms on numbered.form = parted_forms.form
),

company as (
    select distinct
        several.form,
        several.era,
        beside.form as other
    from several
    inner join local_forms as beside on several.document_no = beside.document_no
    inner join telling_forms on beside.form = telling_forms.form
    where beside.form != several.form
),

known as (
    select distinct
        company.form,
        company.era
    from company
    inner join company as earlier
        on
            company.form = earlier.form
            and company.other = earlier.other
            and company.era > earlier.era
)

select
    several.form,
    several.local_entity_id,
    several.era,
    min(several.published_date) over (partition by several.form, several.era) as first_date,
    known.era is not null as known
from several
left join known on several.form = known.form and several.era = known.era
order by several.form, several.era, several.local_entity_id
