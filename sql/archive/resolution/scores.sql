-- How well each local entity whose name could be several entities fits each of them: naive Bayes
-- over what stands around it (other names, outlet, month), each feature's probability mixed half
-- from the candidate's articles and half from all (Jelinek-Mercer). Nought is as good as somebody
-- of that name whom the archive does not know.
--
-- Reads local_forms (local_no, document_no, published, form), candidates (form, unit),
-- document_features (document_no, feature) and the one row of weights
-- (see etl/resolve/weighing.py). `context` is what stands around it, for (above nought) or against
-- the candidate; `score` the same with the candidate's weight beside somebody whom the archive does
-- not know.
with asked as (
    select
        local_forms.local_no,
        local_forms.document_no,
        local_forms.form
    from local_forms
    where local_forms.form in (select c.form from candidates as c)
),

members as (
    -- An article that names a unit has it among its features.
    select
        feature as unit,
        document_no
    from document_features
    where feature in (select c.unit from candidates as c)
),

sizes as (
    select
        unit,
        count(*) as articles,
        0.5 * count(*) / (count(*) + 1) as belief
    from members
    group by unit
),

frequencies as (
    select
        feature,
        count(*) / (select count(distinct d.document_no) from document_features as d) as share
    from document_features
    group by feature
),

profiles as (
    select
        members.unit * 4294967296 + document_features.feature as about,
        count(*) as articles
    from members
    inner join document_features on members.document_no = document_features.document_no
    where document_features.feature != members.unit
    group by about
),

asked_features as (
    select
        asked.local_no,
        asked.form,
        document_features.feature
    from asked
    inner join document_features on asked.document_no = document_features.document_no
),

sums as (
    select
        asked_features.local_no,
        candidates.unit,
        count(*) as features,
        count(profiles.articles) as shared,
        sum(
            case
                when profiles.articles is null then ln(1 - sizes.belief)
                else
                    ln(
                        1
                        - sizes.belief
                        + sizes.belief * profiles.articles / sizes.articles / frequencies.share
                    )
            end
        ) as fit
    from asked_features
    inner join candidates on asked_features.form = candidates.form
    inner join sizes on candidates.unit = sizes.unit
    inner join frequencies on asked_features.feature = frequencies.feature
    left join profiles
        on
            candidates.unit * 4294967296 + asked_features.feature = profiles.about
    where asked_features.feature != candidates.unit
    group by asked_features.local_no, candidates.unit
),

weighed as (
    select
        asked.local_no,
        asked.form,
        candidates.unit,
        sizes.articles,
        weights.nobody,
        coalesce(sums.features, 0) as features,
        coalesce(sums.shared, 0) as shared,
        weights.of_context
        * round(coalesce(sums.fit, 0), 6)
        * least(1.0, weights.most_features / greatest(coalesce(sums.features, 0), 1)) as context
    from asked
    inner join candidates on asked.form = candidates.form
    inner join sizes on candidates.unit = sizes.unit
    left join sums
        on asked.local_no = sums.local_no and candidates.unit = sums.unit
    cross join weights
)

select
    local_no,
    form,
    unit,
    articles,
    features,
    shared,
    context,
    round(context + ln(articles / nobody), 6) as score
from weighed
