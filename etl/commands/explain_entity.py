"""What `newshouse explain` says of an entity: what it is made of, why, and what would change it.

Belongs here: finding an entity by id, former id or name, and the lines about it. Does not belong
here: the command itself (`etl.commands.explain`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from etl.lake.archive import make_archive_macros
from etl.resolve.csv_lines import Shape, write_line
from etl.resolve.reference import FILES, FOLDER

SHOWN = 20
NAMED = """
with wanted as (select folded(?) as folded_name),

forms as (
    select
        entity_id,
        unnest(aliases) as form
    from entities
)

select
    entities.*,
    folded(entities.canonical_name) in (from wanted) as is_own
from entities
where
    is_own
    or entity_id in (
        select forms.entity_id
        from forms
        where folded(forms.form) in (from wanted)
    )
order by mention_count desc, entity_id
"""
FORMS = """
with members as (
    select
        all_local_entities.name,
        all_local_entities.type,
        entity_members.reason,
        -- What is found about one article alone comes after a semicolon.
        case
            when contains(entity_members.reason, 'raw/reference/') then entity_members.reason
            else split_part(entity_members.reason, ';', 1)
        end as head
    from entity_members
    inner join all_local_entities
        on entity_members.local_entity_id = all_local_entities.local_entity_id
    where entity_members.entity_id = ?
)

select
    name,
    type,
    case when count(distinct reason) = 1 then min(reason) else head || '; ...' end as reason,
    count(*) as uses
from members
group by name, type, head
order by uses desc, name, type, reason
"""
"""The names that an entity's members have, with the reason of each."""


def entities_named(connection: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    """The entities that go by a name, compared as the lines of raw/reference/ compare them.

    Most mentioned first.
    """
    make_archive_macros(connection)
    return _rows(connection, NAMED, [name])


def _rows(
    connection: duckdb.DuckDBPyConnection, query: str, values: list[Any] | dict[str, Any]
) -> list[dict[str, Any]]:
    result = connection.execute(query, values)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def listed(found: list[dict[str, Any]]) -> list[str]:
    """Several entities of one name, to choose from."""
    lines = [
        f"  {one['entity_id']}  {one['canonical_name']} ({one['type']}), "
        f"{one['article_count']:,} articles"
        + (f", {one['roles'][0]['role']}" if one["roles"] else "")
        for one in found[:SHOWN]
    ]
    more = len(found) - SHOWN
    return [*lines, f"  ... and {more:,} more"] if more > 0 else lines


MAYBE = """
select
    ambiguous_merges.reason,
    entities.entity_id,
    entities.canonical_name,
    entities.type,
    entities.article_count
from ambiguous_merges
inner join entities
    on entities.entity_id = case
        when ambiguous_merges.first_entity_id = $wanted then ambiguous_merges.second_entity_id
        else ambiguous_merges.first_entity_id
    end
where $wanted in (ambiguous_merges.first_entity_id, ambiguous_merges.second_entity_id)
order by ambiguous_merges.score desc, entities.entity_id
limit 5
"""
"""The entities that it may be one with, the likeliest first."""


def explain_entity(
    connection: duckdb.DuckDBPyConnection, wanted: uuid.UUID, shapes: Mapping[str, Shape]
) -> list[str]:
    """The lines about an entity; none where there is no such entity.

    Args:
        connection: to the published catalogue.
        wanted: its id, or one that it had.
        shapes: how the files of the reference folder are written.
    """
    led = _rows(connection, "from entity_redirects where old_entity_id = ?", [wanted])
    heading = [f"{wanted} is now {one['entity_id']}: {one['reason']}" for one in led]
    current = led[0]["entity_id"] if led else wanted
    entities = _rows(connection, "from entities where entity_id = ?", [current])
    if not entities:
        return []
    entity = entities[0]
    forms = _rows(connection, FORMS, [current])
    maybe = _rows(connection, MAYBE, {"wanted": current})
    return [
        *heading,
        f"entity {current}: {entity['canonical_name']} ({entity['type']})",
        f"  {entity['mention_count']:,} mentions in {entity['article_count']:,} articles, "
        f"{entity['quote_count']:,} quotes, {entity['first_seen']} to {entity['last_seen']}",
        f"  goes by: {', '.join(entity['aliases'][:SHOWN])}",
        *_roles(entity),
        *_made_of(forms),
        *_attributes(connection, current),
        *_corrections(connection, current),
        *(["may be one with:"] if maybe else []),
        *(
            f"  {one['entity_id']}  {one['canonical_name']} ({one['type']}), "
            f"{one['article_count']:,} articles: {one['reason']}"
            for one in maybe
        ),
        *_articles(connection, current),
        *_to_change(entity, forms, maybe, shapes),
    ]


def _roles(entity: dict[str, Any]) -> Iterator[str]:
    if entity["roles"]:
        yield "roles:"
    for role in entity["roles"][:10]:
        yield (
            f"  {role['role']} ({role['first_date']} to {role['last_date']}, "
            f"{role['article_count']} articles)"
        )


def _made_of(forms: list[dict[str, Any]]) -> Iterator[str]:
    total = sum(form["uses"] for form in forms)
    yield f"made of {total:,} within-article entities, every revision counted:"
    for form in forms[:SHOWN]:
        yield f"  {form['uses']:,} named “{form['name']}” ({form['type']}): {form['reason']}"
    rest = forms[SHOWN:]
    if rest:
        yield f"  {sum(form['uses'] for form in rest):,} of {len(rest):,} other names or reasons"


def _attributes(connection: duckdb.DuckDBPyConnection, entity_id: uuid.UUID) -> Iterator[str]:
    query = "from entity_attributes where entity_id = ? order by attribute, reference_line"
    found = _rows(connection, query, [entity_id])
    if found:
        yield "attributes:"
    for one in found:
        when = ""
        if one["valid_from"] or one["valid_to"]:
            when = f", {one['valid_from'] or '...'} to {one['valid_to'] or '...'}"
        yield (
            f"  {one['attribute']}: {one['value']}{when} "
            f"({FOLDER}/entity_attributes.csv line {one['reference_line']})"
        )


def _corrections(connection: duckdb.DuckDBPyConnection, entity_id: uuid.UUID) -> Iterator[str]:
    found = _rows(
        connection,
        "from corrections where list_contains(entity_ids, ?) and kind != 'attribute' "
        "order by file, line",
        [entity_id],
    )
    if found:
        yield "corrections (delete a line to undo it):"
    for one in found[:SHOWN]:
        yield (
            f"  {FOLDER}/{one['file']} line {one['line']}, since {one['recorded_at']:%Y-%m-%d}, "
            f"{one['status']}: {one['detail']}"
        )
        if one["message"]:
            yield f"    {one['message']}"
    if len(found) > SHOWN:
        yield f"  ... and {len(found) - SHOWN:,} more"


def _articles(connection: duckdb.DuckDBPyConnection, entity_id: uuid.UUID) -> Iterator[str]:
    yield "in:"
    for day, outlet, title, article in connection.execute(
        "select articles.published_date, articles.outlet, articles.title, articles.article_id "
        "from local_entities inner join articles using (document_id) "
        "where local_entities.entity_id = ? order by 1, 4 limit 10",
        [entity_id],
    ).fetchall():
        yield f"  {day} {outlet}: {title} ({article})"


def _to_change(
    entity: dict[str, Any],
    forms: list[dict[str, Any]],
    maybe: list[dict[str, Any]],
    shapes: Mapping[str, Shape],
) -> Iterator[str]:
    """Lines to be completed where they have words in capitals, and put into the files."""
    own = str(entity["entity_id"])
    merge = {"entity": own, "into": "OTHER"}
    if maybe:
        # The likeliest; who is named more stays.
        pair = sorted([entity, maybe[0]], key=lambda one: (one["article_count"], one["entity_id"]))
        merge = {"entity": str(pair[0]["entity_id"]), "into": str(pair[1]["entity_id"])}
    # What splits have put into it is parted by other lines than one that names it.
    own_forms = [form for form in forms if "entity_split.csv" not in form["reason"]]
    names = list(dict.fromkeys(form["name"] for form in own_forms))
    # The part that most likely is another: the name least often used, where there are several.
    part = {"name": names[-1]} if len(names) > 1 else {"outlet": "OUTLET"}
    yield (
        f"to change it, put a line into a file of {FOLDER}/ and run again (words in capitals are "
        "yours to replace; docs/corrections.md):"
    )
    for words, file, cells in (
        ("it is the same as another", "entity_merge.csv", merge),
        ("a part of it is another", "entity_split.csv", {"entity": own, "label": "NAME", **part}),
        (
            "a name always means it",
            "entity_alias.csv",
            {"alias": "NAME", "type": entity["type"], "entity": own},
        ),
        (
            "something you know of it",
            "entity_attributes.csv",
            {"entity": own, "attribute": "ATTRIBUTE", "value": "VALUE"},
        ),
    ):
        if file == "entity_split.csv" and not own_forms:
            yield f"  {words}, {file}: narrow the lines of {file} that make it"
            continue
        columns = tuple(column.name for column in FILES[file].columns)
        shape = shapes.get(file) or Shape("utf-8", ",", columns)
        yield f"  {words}, {file}:"
        yield f"    {write_line(shape, cells).rstrip()}"
