-- What stands around all local entities of a form, for or against each unit that it may be: the
-- mean. Added up in whole numbers, so that no order changes it.
--
-- Reads scores.
select
    form,
    unit,
    cast(sum(cast(round(context * 1e9) as bigint)) as double) / count(*) / 1e9 as context
from scores
group by form, unit
order by form, unit
