-- The published articles: the current revision of each, once. `all_articles` has every revision
-- and duplicate.
-- @column revision_no: Number of this revision, from 1.
-- @column cluster_id: The set of copies that it belongs to; null where it has no copy.
-- @column is_original: False where it is a copy of another article; the switch of every count.
create view articles as
select
    all_articles.document_id,
    all_articles.article_id,
    all_articles.revision_id,
    all_articles.content_hash,
    all_articles.outlet,
    all_articles.outlet_source,
    all_articles.url,
    all_articles.canonical_url,
    all_articles.external_id,
    all_articles.title,
    all_articles.title_source,
    all_articles.subtitle,
    all_articles.authors,
    all_articles.authors_source,
    all_articles.section,
    all_articles.tags,
    all_articles.published_at,
    all_articles.published_date,
    all_articles.published_precision,
    all_articles.published_source,
    all_articles.published_timezone_assumed,
    all_articles.published_raw,
    all_articles.updated_at,
    all_articles.updated_date,
    all_articles.updated_precision,
    all_articles.updated_source,
    all_articles.updated_timezone_assumed,
    all_articles.updated_raw,
    all_articles.language,
    all_articles.language_confidence,
    all_articles.language_source,
    all_articles.dateline,
    all_articles.dateline_start,
    all_articles.dateline_end,
    all_articles.dateline_places,
    all_articles.wire_agency,
    all_articles.copyright,
    all_articles.body,
    all_articles.char_count,
    all_articles.word_count,
    all_articles.paragraph_count,
    all_articles.raw_file_id,
    all_articles.member,
    all_articles.position,
    all_articles.byte_start,
    all_articles.byte_end,
    all_articles.parser,
    all_articles.parser_version,
    all_articles.extra,
    document_status.revision_no,
    article_clusters.cluster_id,
    coalesce(article_clusters.is_original, true) as is_original
from all_articles
inner join document_status on all_articles.document_id = document_status.document_id
left join article_clusters on all_articles.article_id = article_clusters.article_id
where all_articles.document_id not in (select h.document_id from hidden_documents as h)
