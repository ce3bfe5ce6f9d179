-- What the catalogue says of each article, in one number: equal numbers, equal rows. It covers what
-- a mart or check with `-- @key article_id` may read: the files that hold its documents (which
-- never change), what each document is to the published views, its place in a set of copies, the
-- entities that it names and their types.
--
-- Reads documents (document_id, article_id, files), local_entities_files, document_status,
-- article_clusters, entity_members and entities.
with members as (
    select
        local_entities_files.document_id,
        bit_xor(
            hash(
                local_entities_files.local_entity_id,
                entity_members.entity_id,
                entities.type
            )
        ) as members
    from local_entities_files
    inner join entity_members
        on local_entities_files.local_entity_id = entity_members.local_entity_id
    left join entities on entity_members.entity_id = entities.entity_id
    group by local_entities_files.document_id
)

select
    documents.article_id,
    bit_xor(
        hash(
            documents.document_id,
            documents.files,
            document_status.revision_no,
            document_status.kept_document_id,
            document_status.is_current,
            document_status.is_duplicate,
            article_clusters.cluster_id,
            article_clusters.is_original,
            members.members
        )
    ) as state
from documents
left join document_status on documents.document_id = document_status.document_id
left join article_clusters on documents.article_id = article_clusters.article_id
left join members on documents.document_id = members.document_id
group by documents.article_id
