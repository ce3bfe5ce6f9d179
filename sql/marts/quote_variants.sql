-- Quotations that several articles carry, in the same words or nearly: each of them, with the
-- quotation that it is a variant of. Compared are the words within quotation marks (the whole of a
-- direct quote, the marked words of a mixed one), six or more, without regard to case and
-- punctuation. Two wordings are variants where the shorter stands wholly in the longer (a phrase
-- taken out of it), or has twelve or more words and at least three fifths of its runs of four words
-- in the longer. A run that more than 20 wordings share is a commonplace and makes no variants.
-- After the phrase clusters of Leskovec, Backstrom and Kleinberg, Meme-tracking and the dynamics of
-- the news cycle (KDD 2009).
-- @column quotation_id: The quotation: of its longest wording.
-- @column wording: The words of this quote, in lower case, without punctuation.
-- @column overlap: Share of the wording's runs of four words that the quotation has; 1 where they
-- are the same words, or wholly within it.
-- @column is_same: Whether it is the quotation's longest wording to the word.
-- @column speaker: The speaker's name across the archive; null where left open.
-- @column outlet: Who published the article.
-- @column is_original: False where the article is a copy of another.
with recursive wordings as (
    select
        wording,
        string_split(wording, ' ') as words,
        len(string_split(wording, ' ')) as word_count
    from quote_wordings
    group by wording
),

runs as (
    select distinct
        unnested.wording,
        unnested.word_count,
        unnested.run
    from (
        select
            wording,
            word_count,
            unnest(
                list_transform(
                    range(1, word_count - 2), lambda i: hash(array_to_string(words[i:i + 3], ' '))
                )
            ) as run
        from wordings
    ) as unnested
),

run_counts as (
    select
        wording,
        count(*) as run_count
    from runs
    group by wording
),

shared_runs as (
    select run
    from runs
    group by run
    having count(*) between 2 and 20
),

rare_runs as (
    select
        runs.wording,
        runs.word_count,
        runs.run
    from runs
    inner join shared_runs on runs.run = shared_runs.run
),

paired as (
    select
        shorter.wording,
        longer.wording as longer_wording,
        any_value(longer.word_count) as longer_count,
        count(*) as shared
    from rare_runs as shorter
    inner join rare_runs as longer
        on
            shorter.run = longer.run
            and (
                shorter.word_count < longer.word_count
                or (shorter.word_count = longer.word_count and shorter.wording > longer.wording)
            )
    group by shorter.wording, longer.wording
),

parents as (
    select
        paired.wording,
        first(
            paired.longer_wording
            order by paired.shared desc, paired.longer_count desc, paired.longer_wording asc
        ) as longer_wording,
        max(paired.shared / run_counts.run_count) as overlap
    from paired
    inner join run_counts on paired.wording = run_counts.wording
    where
        paired.shared = run_counts.run_count
        or (paired.shared >= 0.6 * run_counts.run_count and run_counts.run_count >= 9)
    group by paired.wording
),

climbed (wording, longer_wording) as (
    select
        parents.wording,
        parents.longer_wording
    from parents

    union all

    select
        climbed.wording,
        parents.longer_wording
    from climbed
    inner join parents on climbed.longer_wording = parents.wording
),

longest as (
    select
        climbed.wording,
        climbed.longer_wording as quotation
    from climbed
    where climbed.longer_wording not in (select p.wording from parents as p)
),

placed as (
    select
        quote_wordings.quote_id,
        quote_wordings.article_id,
        quote_wordings.document_id,
        quote_wordings.speaker_entity_id,
        quote_wordings.wording,
        coalesce(longest.quotation, quote_wordings.wording) as quotation,
        coalesce(parents.overlap, 1.0) as overlap
    from quote_wordings
    left join longest on quote_wordings.wording = longest.wording
    left join parents on quote_wordings.wording = parents.wording
),

spread as (
    select quotation
    from placed
    group by quotation
    having count(distinct article_id) > 1
)

select  -- noqa: ST06
    cast(md5('quotation|' || placed.quotation) as uuid) as quotation_id,
    placed.quote_id,
    placed.wording,
    placed.overlap,
    placed.wording = placed.quotation as is_same,
    entities.canonical_name as speaker,
    placed.speaker_entity_id,
    articles.outlet,
    articles.published_date,
    placed.article_id,
    articles.is_original
from placed
inner join spread on placed.quotation = spread.quotation
inner join articles on placed.document_id = articles.document_id
left join entities on placed.speaker_entity_id = entities.entity_id
order by quotation_id asc, articles.published_date asc, placed.quote_id asc
