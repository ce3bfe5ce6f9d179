-- Every revision of the articles that have more than one, in order, with what each changed:
-- paragraphs that are no longer there, and new ones. Denominator: articles of which raw/ holds
-- several wordings; changes between two deliveries are not seen. A paragraph with one word changed
-- is an old one and a new one; one that only moved is neither.
-- @key article_id
-- @column revision_no: Number of the revision, from 1.
-- @column is_current: Whether it is the published one.
-- @column added_chars: Characters more than the revision before; null for the first.
-- @column old_title: The headline before, where this revision changed it.
-- @column removed_count: Paragraphs of the revision before that are not in this one.
-- @column added_count: Paragraphs of this one that were not in the revision before.
-- @column diff: Those paragraphs, a line each: `- ` and one that went, `+ ` and one that came, in
-- their order; null for the first.
with several as (
    select
        document_status.article_id,
        document_status.revision_no,
        document_status.is_current,
        document_status.revision_id,
        document_status.document_id,
        lag(document_status.document_id) over (
            partition by document_status.article_id
            order by document_status.revision_no
        ) as document_before
    from document_status
    where
        not document_status.is_duplicate
        and document_status.article_id in (
            select later.article_id from document_status as later
            where later.revision_no > 1
        )
),

changed as (
    select  -- noqa: ST06
        several.article_id,
        several.revision_no,
        several.is_current,
        several.revision_id,
        all_articles.outlet,
        all_articles.title,
        all_articles.published_at,
        all_articles.published_date,
        all_articles.updated_at,
        all_articles.char_count,
        all_articles.char_count - before_articles.char_count as added_chars,
        case
            when coalesce(before_articles.title != all_articles.title, true)
                then before_articles.title
        end as old_title,
        string_split(before_articles.body, e'\n\n') as paragraphs_before,
        string_split(all_articles.body, e'\n\n') as paragraphs_now,
        before_articles.document_id is null as is_first,
        all_articles.body
    from several
    inner join all_articles on several.document_id = all_articles.document_id
    left join all_articles as before_articles
        on several.document_before = before_articles.document_id
),

compared as (
    select
        *,
        list_filter(
            paragraphs_before, lambda one: not list_contains(paragraphs_now, one)
        ) as removed,
        list_filter(
            paragraphs_now, lambda one: not list_contains(paragraphs_before, one)
        ) as added
    from changed
)

select  -- noqa: ST06
    article_id,
    revision_no,
    is_current,
    revision_id,
    outlet,
    title,
    published_at,
    published_date,
    updated_at,
    char_count,
    added_chars,
    old_title,
    case when is_first then null else len(removed) end as removed_count,
    case when is_first then null else len(added) end as added_count,
    case
        when is_first then null
        else
            array_to_string(
                list_concat(
                    list_transform(removed, lambda one: '- ' || one),
                    list_transform(added, lambda one: '+ ' || one)
                ),
                e'\n'
            )
    end as diff,
    body
from compared
order by article_id asc, revision_no asc
