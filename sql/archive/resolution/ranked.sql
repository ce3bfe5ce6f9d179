-- The candidates of each local entity, the likeliest first, and whether it is taken for the first:
-- where that tells. It does not where the next is nearly as likely; nor, for what names something
-- by itself too (`contested`), where what stands around it speaks against the candidate, however
-- frequent that is.
--
-- Reads scores, contested_forms (form) and weights.
with placed as (
    select
        scores.*,
        row_number() over likeliest as place,
        lead(scores.score) over likeliest as next_score
    from scores
    window likeliest as (
        partition by scores.local_no
        order by scores.score desc, scores.articles desc, scores.unit asc
    )
)

select
    placed.local_no,
    placed.form,
    placed.unit,
    placed.features,
    placed.shared,
    placed.score,
    placed.place,
    first_value(
        placed.score > 0
        and coalesce(placed.score - placed.next_score >= weights.margin, true)
        and (contested_forms.form is null or placed.context > weights.contested)
    ) over (partition by placed.local_no order by placed.place) as is_told
from placed
left join contested_forms on placed.form = contested_forms.form
cross join weights
