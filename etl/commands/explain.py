"""`newshouse explain`: a quote, mention, entity or article in its context, and why it is so."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import click
import duckdb

from etl.commands.common import path_options

CONTEXT = 160
"""Characters shown on each side."""
PLACE = """
select
    articles.title, articles.outlet, articles.published_date, articles.published_source,
    articles.published_raw, articles.outlet_source, articles.url, articles.body, articles.parser,
    articles.parser_version, articles.language, articles.language_source, articles.title_source,
    articles.authors, articles.authors_source, articles.wire_agency, articles.revision_no,
    articles.is_original, articles.article_id, articles.member, articles.byte_start,
    articles.byte_end, raw_files.path, raw_files.format
from articles
inner join raw_files on articles.raw_file_id = raw_files.raw_file_id
"""


@click.command(
    "explain",
    epilog="""\b
Example:
  newshouse sql "select quote_id from quotes limit 1"
  newshouse explain 0b6f8a52-...
""",
)
@path_options
@click.argument("identifier", metavar="ID")
def command(*, raw: tuple[Path, ...], warehouse: Path | None, identifier: str) -> int:
    """Show what ID (a quote, mention, entity or article) is, where it stands, and why it is so."""
    from etl.lake.catalogue import open_catalogue
    from etl.settings import load_settings

    try:
        wanted = uuid.UUID(identifier)
    except ValueError:
        raise click.UsageError(
            f"{identifier!r} is no id; expected a UUID such as quotes.quote_id shows"
        ) from None
    settings = load_settings(raw=raw, warehouse=warehouse)
    with open_catalogue(settings.warehouse) as connection:
        for explain in (_quote, _mention, _entity, _article):
            lines = explain(connection, wanted)
            if lines:
                click.echo("\n".join(lines))
                return 0
    raise click.ClickException(
        f"{wanted}: no published quote, mention, entity or article has this id"
    )


def _one(
    connection: duckdb.DuckDBPyConnection, statement: str, values: list[Any]
) -> dict[str, Any] | None:
    result = connection.execute(statement, values)
    names = [column[0] for column in result.description or ()]
    rows = result.fetchall()
    return dict(zip(names, rows[0], strict=True)) if rows else None


def _source_lines(place: dict[str, Any]) -> list[str]:
    inside = f", member {place['member']}" if place["member"] else ""
    span = ""
    if place["byte_start"] is not None:
        span = f", bytes {place['byte_start']:,} to {place['byte_end']:,}"
    return [
        f"in: {place['title'] or '(no headline)'}",
        f"  {place['outlet'] or 'unknown outlet'} (from {place['outlet_source']}), "
        f"{place['published_date'] or 'no date'} (from {place['published_source']}: "
        f"{place['published_raw']!r})",
        f"  article {place['article_id']}, revision {place['revision_no']}"
        + ("" if place["is_original"] else ", a copy of another article"),
        f"  read from {place['path']}{inside}{span}, as {place['format']} by {place['parser']} "
        f"{place['parser_version']}",
    ]


def _context(body: str, spans: list[tuple[int, int]]) -> list[str]:
    """The text around spans, with the spans marked."""
    start = max(0, spans[0][0] - CONTEXT)
    end = min(len(body), spans[-1][1] + CONTEXT)
    shown, last = "", start
    for first, past in spans:
        shown += f"{body[last:first]}[[{body[first:past]}]]"
        last = past
    shown += body[last:end]
    return ["", *(f"  {line}" for line in shown.split("\n") if line.strip()), ""]


def _quote(connection: duckdb.DuckDBPyConnection, wanted: uuid.UUID) -> list[str]:
    quote = _one(connection, "from quotes where quote_id = ?", [wanted])
    if quote is None:
        return []
    place = _one(connection, PLACE + " where articles.document_id = ?", [quote["document_id"]])
    if place is None:
        return []
    lines = [
        f"quote {wanted}",
        f"  {quote['kind']}, {quote['act']}, {quote['polarity']}, "
        f"confidence {quote['confidence']:.3f}",
        *_context(
            place["body"], [(part["char_start"], part["char_end"]) for part in quote["parts"]]
        ),
    ]
    if quote["cue_text"]:
        lines.append(
            f"cue: {quote['cue_text']!r} (lemma {quote['cue_lemma']!r}) at {quote['cue_start']}"
        )
    lines.append(
        f"speaker: {quote['speaker_text']!r} ({quote['speaker_kind']})"
        if quote["speaker_text"]
        else "speaker: none is named beside the quote"
    )
    lines += _speaker(connection, quote)
    targets = connection.execute(
        "select entities.canonical_name, quote_targets.how from quote_targets "
        "inner join entities on quote_targets.entity_id = entities.entity_id "
        "where quote_targets.quote_id = ? order by 1",
        [wanted],
    ).fetchall()
    if targets:
        lines.append("about: " + ", ".join(f"{name} ({how})" for name, how in targets))
    return [*lines, *_source_lines(place)]


def _speaker(connection: duckdb.DuckDBPyConnection, quote: dict[str, Any]) -> list[str]:
    if quote["speaker_local_entity_id"] is None:
        return ["  left open: the words name nobody that this article names"]
    found = _one(
        connection,
        "select local_entities.name, local_entities.type, entities.canonical_name, "
        "entities.entity_id, entity_members.reason from local_entities "
        "inner join entity_members using (local_entity_id) "
        "inner join entities on entity_members.entity_id = entities.entity_id "
        "where local_entities.local_entity_id = ? limit 1",
        [quote["speaker_local_entity_id"]],
    )
    if found is None:
        return []
    mention = _one(
        connection,
        "select full_text, char_start from mentions where mention_id = ?",
        [quote["speaker_mention_id"]],
    )
    by = f", by the mention {mention['full_text']!r} at {mention['char_start']}" if mention else ""
    return [
        f"  in this article: {found['name']} ({found['type']}){by}",
        f"  in the archive: {found['canonical_name']}, entity {found['entity_id']} "
        f"({found['reason']})",
    ]


def _mention(connection: duckdb.DuckDBPyConnection, wanted: uuid.UUID) -> list[str]:
    mention = _one(connection, "from mentions where mention_id = ?", [wanted])
    if mention is None:
        return []
    place = _one(connection, PLACE + " where articles.document_id = ?", [mention["document_id"]])
    if place is None:
        return []
    lines = [
        f"mention {wanted}: {mention['text']!r}, {mention['type']}, "
        f"confidence {mention['confidence']:.3f}",
        *_context(place["body"], [(mention["char_start"], mention["char_end"])]),
    ]
    if mention["role_text"]:
        lines.append(f"role beside it: {mention['role_text']!r}")
    if mention["acronym_of_mention_id"]:
        long_form = _one(
            connection,
            "select text from mentions where mention_id = ?",
            [mention["acronym_of_mention_id"]],
        )
        lines.append(f"acronym of: {long_form['text']!r}" if long_form else "")
    lines += _speaker(
        connection,
        {
            "speaker_local_entity_id": mention["local_entity_id"],
            "speaker_mention_id": wanted,
        },
    )
    return [*lines, *_source_lines(place)]


def _entity(connection: duckdb.DuckDBPyConnection, wanted: uuid.UUID) -> list[str]:
    entity = _one(connection, "from entities where entity_id = ?", [wanted])
    if entity is None:
        return []
    members = connection.execute(
        "select entity_members.reason, count(*) from entity_members "
        "where entity_id = ? group by 1 order by 2 desc",
        [wanted],
    ).fetchall()
    articles = connection.execute(
        "select articles.published_date, articles.outlet, articles.title, articles.article_id "
        "from local_entities inner join articles using (document_id) "
        "where local_entities.entity_id = ? order by 1, 4 limit 10",
        [wanted],
    ).fetchall()
    roles = [
        f"  {role['role']} ({role['first_date']} to {role['last_date']}, "
        f"{role['article_count']} articles)"
        for role in entity["roles"][:10]
    ]
    return [
        f"entity {wanted}: {entity['canonical_name']} ({entity['type']})",
        f"  {entity['mention_count']:,} mentions in {entity['article_count']:,} articles, "
        f"{entity['quote_count']:,} quotes, {entity['first_seen']} to {entity['last_seen']}",
        f"  goes by: {', '.join(entity['aliases'][:20])}",
        *(["roles:"] if roles else []),
        *roles,
        "made of:",
        *(f"  {count:,} within-article entities: {reason}" for reason, count in members),
        "in:",
        *(f"  {day} {outlet}: {title} ({article})" for day, outlet, title, article in articles),
    ]


def _article(connection: duckdb.DuckDBPyConnection, wanted: uuid.UUID) -> list[str]:
    place = _one(
        connection,
        PLACE + " where articles.article_id = ? or articles.revision_id = ?",
        [wanted, wanted],
    )
    if place is None:
        return []
    return [
        f"article {place['article_id']}",
        *_source_lines(place),
        f"  title from {place['title_source']}; authors {', '.join(place['authors']) or 'none'} "
        f"from {place['authors_source']}; language {place['language']} from "
        f"{place['language_source']}; agency {place['wire_agency'] or 'none'}",
        f"  {place['url'] or 'no address'}",
        "",
        place["body"],
    ]
