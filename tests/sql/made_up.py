"""A small warehouse whose rows are made up, with every object of `sql/` over it.

Belongs here: rows that no extraction made, so that a test knows each of them: two hundred of chance
(from a fixed seed, with copies, revisions, articles without a date, an outlet or a speaker), and
some written out. Does not belong here: what the objects should say of them.
"""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import duckdb
import pyarrow as pa

from etl.contracts.base import arrow_schema, json_columns
from etl.contracts.registry import ARCHIVE_TABLES, EXTRACT_TABLES, READ_TABLES, SEARCH_TABLES
from etl.lake.sql_files import load_objects, rows_of

Row = dict[str, Any]
OUTLETS = ["Alpha Daily", "Beta News", "Gamma Post", None]
PEOPLE = ["Ada Lund", "Bo Reyes", "Cy Okafor", "Di Marsh", "Eve Tan", "Flo Ortiz"]
PLACES = ["Northport", "Eastwick"]
BODIES = ["Harbour Union", "Tide Energy"]
CUES = ["say", "say", "say", "tell", "claim", "warn", "shout", "believe", "zing", None]
WORDS = ["the", "strike", "at", "the", "mill", "was", "long", "and", "Strikers", "went", "on,"]
WORDS += ["striking", "a", "deal", "by", "night"]
FIRST_DAY = date(2024, 1, 1)


def make_uuid(*parts: object) -> uuid.UUID:
    """An id of a thing by its name."""
    return uuid.UUID(bytes=hashlib.blake2b(repr(parts).encode(), digest_size=16).digest())


@dataclass
class MadeUp:
    """The rows of every table."""

    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, **row: Any) -> Row:
        self.tables.setdefault(table, []).append(row)
        return row

    def entity(self, name: str, type_: str, aliases: tuple[str, ...] = ()) -> uuid.UUID:
        entity_id = make_uuid("entity", name)
        if all(row["entity_id"] != entity_id for row in self.tables.get("entities", [])):
            self.add(
                "entities",
                entity_id=entity_id,
                canonical_name=name,
                type=type_,
                aliases=[name, *aliases],
                roles=[],
                mention_count=0,
                article_count=0,
                quote_count=0,
            )
        return entity_id

    def article(
        self,
        name: str,
        outlet: str | None,
        day: date | None,
        *paragraphs: str,
        hour: int | None = None,
        revision: int = 1,
        last: bool = True,
        **more: Any,
    ) -> Row:
        """An article, or one revision of it; its paragraphs, and its status."""
        body = "\n\n".join(paragraphs)
        document_id = make_uuid("document", name, revision)
        moment = None
        if hour is not None and day is not None:
            moment = datetime.combine(day, time(hour), tzinfo=UTC)
        row = {
            "document_id": document_id,
            "article_id": make_uuid("article", name),
            "revision_id": make_uuid("revision", name, revision),
            "content_hash": make_uuid("content", body),
            "outlet": outlet,
            "title": name,
            "published_date": day,
            "published_at": moment,
            "published_precision": None if day is None else "day" if moment is None else "minute",
            "authors": [],
            "tags": [],
            "dateline_places": [],
            "body": body,
            "char_count": len(body),
            "word_count": len(body.split()),
            "paragraph_count": len(paragraphs),
            "extra": "{}",
            **more,
        }
        self.add("articles", **row)
        start = 0
        for number, text in enumerate(paragraphs):
            self.add(
                "paragraphs",
                **{key: row[key] for key in ("document_id", "article_id", "revision_id")},
                paragraph_no=number,
                char_start=start,
                char_end=start + len(text),
                text=text,
                kind="body",
            )
            start += len(text) + 2
        self.add(
            "document_status",
            **{key: row[key] for key in ("document_id", "article_id", "revision_id")},
            revision_no=revision,
            is_current=last,
            is_duplicate=False,
            kept_document_id=document_id,
        )
        if not last:
            self.add("hidden_documents", document_id=document_id, reason="superseded")
        return row

    def name_in(
        self, article: Row, name: str, type_: str, times: int, paragraph: int = 0, role: str = ""
    ) -> uuid.UUID:
        """An article names an entity; gives its local id."""
        local = make_uuid("local", article["document_id"], name)
        found = {key: article[key] for key in ("document_id", "article_id", "revision_id")}
        entity_id = self.entity(name, type_, (name.rsplit(maxsplit=1)[-1],))
        self.add(
            "local_entities",
            **found,
            local_entity_id=local,
            name=name,
            type=type_,
            aliases=[],
            roles=[role] if role else [],
            mention_count=times,
            first_char_start=paragraph,
        )
        self.add("entity_members", local_entity_id=local, entity_id=entity_id, reason="made up")
        for number in range(times):
            self.add(
                "mentions",
                **found,
                mention_id=make_uuid("mention", local, number),
                paragraph_no=paragraph,
                char_start=number,
                char_end=number + 1,
                text=name if number == 0 else name.rsplit(maxsplit=1)[-1],
                type=type_,
                local_entity_id=local,
            )
        return local

    def quote(self, article: Row, text: str, speaker: uuid.UUID | None, **more: Any) -> uuid.UUID:
        """An article quotes somebody; gives the quote's id."""
        number = len(self.tables.get("quotes", []))
        quote_id = make_uuid("quote", number)
        self.add(
            "quotes",
            **{
                **{key: article[key] for key in ("document_id", "article_id", "revision_id")},
                "quote_id": quote_id,
                "paragraph_nos": [0],
                "parts": [],
                "char_start": number,
                "char_end": number + len(text),
                "text": text,
                "kind": "direct",
                "act": "speech",
                "polarity": "asserted",
                "speaker_text": "she" if speaker is None else "Somebody",
                "speaker_kind": "pronoun" if speaker is None else "named",
                "speaker_local_entity_id": speaker,
                "cue_text": "said",
                "cue_lemma": "say",
                "confidence": 1.0,
                **more,
            },
        )
        return quote_id

    def copies(self, *articles: Row, kind: str = "exact") -> None:
        """These are copies of the first."""
        cluster = make_uuid("cluster", articles[0]["article_id"])
        for place, article in enumerate(articles):
            self.add(
                "article_clusters",
                cluster_id=cluster,
                article_id=article["article_id"],
                kind=kind,
                similarity=1.0,
                is_original=place == 0,
                reason="made up",
            )


def by_chance() -> MadeUp:
    """Two hundred articles of random words, one in ten with an earlier revision."""
    chance = random.Random(20240101)
    made = MadeUp()
    types = {**dict.fromkeys(PEOPLE, "PERSON"), **dict.fromkeys(PLACES, "LOCATION")}
    types |= dict.fromkeys(BODIES, "ORGANIZATION")
    rows: list[Row] = []
    for number in range(200):
        day = FIRST_DAY + timedelta(days=chance.randrange(75))
        dated = chance.random()
        more: Row = {}
        if dated < 0.05:
            more = {"published_date": None, "published_precision": None, "published_at": None}
        elif dated < 0.1:
            more = {
                "published_date": day.replace(month=1, day=1),
                "published_precision": "year",
                "published_at": None,
            }
        elif dated < 0.15:
            more = {
                "published_date": day.replace(day=1),
                "published_precision": "month",
                "published_at": None,
            }
        texts = [
            " ".join(chance.choices(WORDS, k=chance.randrange(3, 30)))
            for _ in range(chance.randrange(1, 5))
        ]
        name, outlet = f"Article {number}", chance.choice(OUTLETS)
        if again := chance.random() < 0.1:
            earlier = made.article(name, outlet, day, *texts[1:], "Gone now.", last=False)
            made.quote(earlier, "this was never said again by anybody here", None)
        article = made.article(
            name,
            outlet,
            day,
            *texts,
            hour=chance.choice([None, *range(24)]),
            revision=2 if again else 1,
            wire_agency=chance.choice([None, None, "AP", "Reuters"]),
            dateline_places=chance.choice([[], [], ["Northport"], ["Northport", "Eastwick"]]),
            **more,
        )
        rows.append(article)
        locals_ = [
            made.name_in(
                article,
                name,
                types[name],
                chance.randrange(1, 4),
                chance.randrange(len(texts)),
                chance.choice(["", "mayor", "Mayor", "head of the union"]),
            )
            for name in chance.sample(list(types), chance.randrange(0, 6))
        ]
        for _ in range(chance.randrange(0, 6)):
            cue = chance.choice(CUES)
            speaker = chance.choice([*locals_, None])
            quote_id = made.quote(
                article,
                " ".join(chance.choices(WORDS, k=chance.randrange(2, 12))),
                speaker,
                kind=chance.choice(["direct", "mixed", "indirect"]),
                act="belief" if cue == "believe" else chance.choice(["speech", "writing"]),
                cue_lemma=cue,
                cue_text=cue,
                **(
                    {}
                    if speaker
                    else chance.choice(
                        [
                            {},
                            {"speaker_text": "Officials", "speaker_kind": "nominal"},
                            {"speaker_text": "officials", "speaker_kind": "nominal"},
                            {"speaker_text": None, "speaker_kind": "unresolved"},
                        ]
                    )
                ),
            )
            for local in chance.sample(locals_, min(len(locals_), chance.randrange(0, 3))):
                made.add(
                    "quote_targets",
                    quote_id=quote_id,
                    document_id=article["document_id"],
                    local_entity_id=local,
                    mention_id=make_uuid("mention", local, 0),
                    how=chance.choice(["mentioned", "topic"]),
                )
    # An article that knows one of them by two names, and quotes somebody on both.
    article = made.article("Two names", OUTLETS[0], FIRST_DAY, "Harbour Union, the union.")
    kind, union = types["Harbour Union"], "Harbour Union"
    other = make_uuid("local", article["document_id"], "the union")
    entity_id = made.entity(union, kind, ("Union",))
    made.add("entity_members", local_entity_id=other, entity_id=entity_id, reason="made up")
    quote_id = made.quote(article, "the harbour union is the union", None)
    for local, how in ((made.name_in(article, union, kind, 1), "topic"), (other, "mentioned")):
        made.add(
            "quote_targets",
            quote_id=quote_id,
            document_id=article["document_id"],
            local_entity_id=local,
            mention_id=make_uuid("mention", local, 0),
            how=how,
        )
    for line, (name, value, first, last) in enumerate(
        [
            ("Ada Lund", "north", None, None),
            ("Bo Reyes", "north", None, date(2024, 2, 1)),
            ("Bo Reyes", "south", date(2024, 2, 2), None),
            ("Cy Okafor", "south", date(2024, 1, 15), date(2024, 2, 15)),
            ("Di Marsh", "south", None, None),
            ("Di Marsh", "north", None, None),
        ],
        start=2,
    ):
        made.add(
            "entity_attributes",
            entity_id=made.entity(name, "PERSON"),
            attribute="side",
            value=value,
            valid_from=first,
            valid_to=last,
            reference_line=line,
        )
    chance.shuffle(rows)
    for _ in range(15):
        made.copies(*(rows.pop() for _ in range(chance.randrange(2, 4))))
    return made


def build(made: MadeUp) -> duckdb.DuckDBPyConnection:
    """The rows as the base tables of a catalogue, and every object of `sql/` over them."""
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    batch = {model.table for model in (*READ_TABLES, *EXTRACT_TABLES)}
    for model in (*READ_TABLES, *EXTRACT_TABLES, *ARCHIVE_TABLES, *SEARCH_TABLES):
        schema = pa.schema([item.with_nullable(True) for item in arrow_schema(model)])
        name = f"all_{model.table}" if model.table in batch else model.table
        rows = made.tables.get(model.table)
        if not rows:
            connection.execute(f"create table {name} as {rows_of(model, ())}")
            continue
        loose = pa.Table.from_pylist(rows, schema=schema)
        as_json = json_columns(model)
        columns = ", ".join(
            f'cast("{item}" as json) as "{item}"' if item in as_json else f'"{item}"'
            for item in schema.names
        )
        connection.register("loose", loose)
        connection.execute(f"create table {name} as select {columns} from loose")
        connection.unregister("loose")
    hidden = made.tables.get("hidden_documents", [])
    connection.execute("create table hidden_documents (document_id uuid, reason varchar)")
    if hidden:
        connection.executemany(
            "insert into hidden_documents values (?, ?)",
            [(row["document_id"], row["reason"]) for row in hidden],
        )
    for item in load_objects():
        if item.kind == "mart":
            connection.execute(f"create table {item.name} as {item.sql}")
        elif item.kind != "check":
            connection.execute(item.sql)
    return connection


def opened(made: MadeUp) -> Iterator[duckdb.DuckDBPyConnection]:
    """For fixtures: a connection that is closed afterwards."""
    connection = build(made)
    yield connection
    connection.close()
