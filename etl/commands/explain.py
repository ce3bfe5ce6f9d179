"""`newshouse explain`: a quote, mention, entity or article in its context, and why it is so."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
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
Examples:
  newshouse sql "select quote_id from quotes limit 1"
  newshouse explain 0b6f8a52-...
  newshouse explain "Wang Yi"
""",
)
@path_options
@click.argument("identifier", metavar="ID|NAME")
def command(*, raw: tuple[Path, ...], warehouse: Path | None, identifier: str) -> int:
    """Show what ID (a quote, mention, entity or article) is, where it stands, and why it is so.

    An entity may be given by NAME, in any of its forms.
    """
    from etl.commands.explain_entity import entities_named, explain_entity, listed
    from etl.lake.catalogue import open_catalogue
    from etl.resolve.reference import as_id, read_corrections
    from etl.settings import load_settings

    settings = load_settings(raw=raw, warehouse=warehouse)
    wanted = as_id(identifier)
    shapes = read_corrections(settings.reference_folder).shapes
    with open_catalogue(settings.warehouse) as connection:
        if wanted is None:
            found = entities_named(connection, identifier)
            own = [one for one in found if one["is_own"]]
            if not found:
                raise click.ClickException(
                    f"no published entity goes by {identifier!r}; expected a name or the UUID of a "
                    "quote, mention, entity or article, such as quotes.quote_id shows"
                )
            if len(found) > 1 and len(own) != 1:
                heading = f"{len(found)} entities go by {identifier!r}; explain one by its id:"
                click.echo("\n".join([heading, *listed(found)]))
                return 0
            one = own[0] if own else found[0]
            lines = explain_entity(connection, one["entity_id"], shapes)
            others = [other for other in found if other is not one]
            if others:
                lines += [f"others that go by {identifier!r}:", *listed(others)]
            click.echo("\n".join(lines))
            return 0
        lines = (
            _quote(connection, wanted)
            or _mention(connection, wanted)
            or explain_entity(connection, wanted, shapes)
            or _article(connection, wanted)
        )
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
    if mention["type"] == "DATE":
        return [*lines, _date(mention), *_source_lines(place)]
    lines += _speaker(
        connection,
        {
            "speaker_local_entity_id": mention["local_entity_id"],
            "speaker_mention_id": wanted,
        },
    )
    return [*lines, *_source_lines(place)]


_COUNTED = {
    "absolute": "as it says itself",
    "context": "with the date beside it",
    "dateline": "counted from the day of the dateline",
    "publication": "counted from the day of publication",
}


def _date(mention: Mapping[str, Any]) -> str:
    if mention["value_start"] is None:
        return "means: not to be known (docs/entities.md, What a date means)"
    last = mention["value_end"] - timedelta(1)
    days = f"{mention['value_start']}" + ("" if last == mention["value_start"] else f" to {last}")
    counted = _COUNTED[mention["value_source"]]
    return f"means: {days}, to the {mention['value_precision']}, {counted}"


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
