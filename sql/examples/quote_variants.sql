-- A quotation wherever it stands.
select
    published_date,
    outlet,
    speaker,
    is_same,
    is_original,
    wording
from quote_variants
order by quotation_id asc, outlet asc
