-- Forms and what they may stand for in articles that do not tell, with the mean score.
--
-- Reads ranked and weights.
select
    ranked.form,
    ranked.unit,
    cast(sum(cast(round(ranked.score * 1e6) as bigint)) as double) / count(*) / 1e6 as score
from ranked
cross join weights
where not ranked.is_told and ranked.score > -weights.margin
group by ranked.form, ranked.unit
order by ranked.form, ranked.unit
