"""What a careful reader finds in the articles of `expected/`, compared with what an engine found.

Belongs here: plain comparison, and a command that prints what is wrong in the form of
`known_wrong/`. The comparison is about what was found, not about habits that guides differ in:
quotation marks, a leading `that` and the comma before the closing mark make no difference to a
quote's text, a speaker's span may be longer than the words that name the speaker, and what is
listed under `maybe` may be found or not. `dates` gives what each date means (`notation`).

    python -m tests.e2e.reading                 what the engine of the settings gets wrong
    python -m tests.e2e.reading --engine rules
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from etl.lake.catalogue import open_catalogue
from tests.extract.dates.notation import written

EXPECTED = Path(__file__).parent / "expected"
KNOWN_WRONG = Path(__file__).parent / "known_wrong"

Rows = list[dict[str, Any]]
_MARKS = re.compile('[“”„‟"«»‹›‘‚‛]')  # not ’: it is an apostrophe, too
_EDGES = " \n,.;:!?-–—’"


class Found(NamedTuple):
    """The rows of one document."""

    paragraphs: Rows
    mentions: Rows
    entities: Rows
    quotes: Rows


def load(name: str) -> dict[str, Any]:
    """One file of `expected/`."""
    text = (EXPECTED / f"{name}.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def names() -> list[str]:
    """The articles that are expected."""
    return sorted(path.stem for path in EXPECTED.glob("*.yaml") if path.stem != "archive")


def reading(name: str) -> dict[str, Any]:
    """What is to be found in an article."""
    article = load(name)
    return dict(
        load(article["reading_of"])["reading"] if "reading_of" in article else article["reading"]
    )


def known_wrong(engine: str) -> dict[str, dict[str, str]]:
    """Article -> problem -> why it is there, for one engine."""
    path = KNOWN_WRONG / f"{engine.replace(':', '-')}.yaml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}


def found_rows(warehouse: Path, document: dict[str, Any]) -> Found:
    """The rows of the document at a path, member and position."""
    place = [document["path"], document["member"], document["position"]]
    with open_catalogue(warehouse) as connection:

        def rows(table: str, order: str) -> Rows:
            cursor = connection.execute(
                f"select t.* from {table} as t "
                "inner join all_articles as a on t.document_id = a.document_id "
                "inner join raw_files as r on a.raw_file_id = r.raw_file_id "
                f"where r.path = ? and a.member = ? and a.position = ? order by {order}",
                place,
            )
            columns = [column[0] for column in cursor.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

        return Found(
            rows("all_paragraphs", "t.paragraph_no"),
            rows("all_mentions", "t.char_start, t.char_end"),
            rows("all_local_entities", "t.first_char_start"),
            rows("all_quotes", "t.char_start, t.char_end"),
        )


def plain(text: str) -> str:
    """A quote's words without marks, a leading `that`, and punctuation at the edges."""
    words = " ".join(_MARKS.sub("", text).split()).strip(_EDGES)
    return re.sub(r",(?= )", "", re.sub(r"^that ", "", words)).casefold()


def _likeness(one: str, other: str) -> float:
    a, b = set(plain(one).split()), set(plain(other).split())
    return len(a & b) / max(1, len(a | b))


def _within(words: str | None, text: str | None) -> bool:
    """Whether the words stand in the text, as whole words and in any case."""
    if words is None or text is None:
        return words is text
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None


class _Names:
    """The expected mentions at their offsets."""

    def __init__(self, wanted: dict[str, Any], article: dict[str, Any], found: Found) -> None:
        places = {row["text"]: row for row in found.paragraphs}
        self.number = {
            places[row["text"]]["paragraph_no"]: number
            for number, row in enumerate(article["paragraphs"])
            if row["text"] in places
        }
        """Number of a paragraph as it was found -> as it should be."""
        self.lost = set(range(len(article["paragraphs"]))) - set(self.number.values())
        self.entities = {entity["name"]: entity for entity in wanted["entities"]}
        self.of_form = {
            form: entity["name"]
            for entity in wanted["entities"]
            for form in entity.get("forms", [entity["name"]])
        }
        self.spans: dict[tuple[int, int], str] = {}
        self.label: dict[tuple[int, int], str] = {}
        for number, texts in wanted["mentions"].items():
            if number in self.lost:
                continue
            paragraph = places[article["paragraphs"][number]["text"]]
            place = 0
            counts: dict[str, int] = {}
            for text in texts:
                place = paragraph["text"].index(text, place)
                start = paragraph["char_start"] + place
                place += len(text)
                counts[text] = counts.get(text, 0) + 1
                again = f" ({counts[text]})" if counts[text] > 1 else ""
                self.spans[start, start + len(text)] = text
                self.label[start, start + len(text)] = f"p{number} {text}{again}"
        self.types = {
            **{form: self._types(name) for form, name in self.of_form.items()},
            **{text: {"DATE"} for text in wanted.get("dates", ())},
            **{text: {"MONEY"} for text in wanted.get("money", ())},
        }

    def _types(self, name: str) -> set[str]:
        types = self.entities[name]["type"]
        return {types} if isinstance(types, str) else set(types)


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _mention_problems(
    wanted: dict[str, Any], found: Found, expected: _Names
) -> Iterator[tuple[str, str]]:
    spans = {(row["char_start"], row["char_end"]): row for row in found.mentions}
    for span, text in expected.spans.items():
        label = f"mention {expected.label[span]}"
        row = spans.get(span)
        if row is not None:
            if row["type"] not in expected.types[text]:
                yield f"{label}: type", f"found {row['type']}"
            elif row["type"] == "DATE":
                value = written(
                    *(row[f"value_{part}"] for part in ("start", "end", "precision", "source"))
                )
                if value != str(wanted["dates"][text]):
                    yield f"{label}: value", f"found {value}"
            continue
        near = [other["text"] for place, other in spans.items() if _overlap(place, span)]
        if near:
            yield f"{label}: boundaries", f"found {', '.join(near)}"
        else:
            yield f"{label}: missing", ""
    for span, row in spans.items():
        paragraph = found.paragraphs[row["paragraph_no"]]
        number = expected.number.get(row["paragraph_no"])
        near_maybe = any(
            _overlap((row["char_start"], row["char_end"]), (start, start + len(text)))
            for text in wanted.get("maybe", ())
            for start in [paragraph["text"].find(text) + paragraph["char_start"]]
            if text in paragraph["text"]
        )
        if not near_maybe and not any(_overlap(span, other) for other in expected.spans):
            yield f"mention p{number} {row['text']}: not a name", row["type"]
    full_texts = {row["full_text"] for row in found.mentions}
    for text in wanted.get("full_texts", ()):
        if text not in full_texts:
            yield f"full_text {text}: missing", ""


def _entity_of(found: Found, span: tuple[int, int]) -> Any:
    """The id of the local entity that the mention here, or one over it, belongs to."""
    exact = [m for m in found.mentions if (m["char_start"], m["char_end"]) == span]
    near = [m for m in found.mentions if _overlap((m["char_start"], m["char_end"]), span)]
    rows = exact or near
    return rows[0]["local_entity_id"] if rows else None


def _entity_problems(found: Found, expected: _Names) -> Iterator[tuple[str, str]]:
    rows = {row["local_entity_id"]: row for row in found.entities}
    owners: dict[Any, set[str]] = {}
    for name, entity in expected.entities.items():
        spans = [s for s, text in expected.spans.items() if expected.of_form.get(text) == name]
        ids = [found_id for span in spans if (found_id := _entity_of(found, span)) is not None]
        for found_id in ids:
            owners.setdefault(found_id, set()).add(name)
        if not spans:
            continue
        if not ids:
            yield f"entity {name}: missing", ""
            continue
        if len(set(ids)) > 1:
            yield f"entity {name}: taken for {len(set(ids))}", ""
        if len(ids) < len(spans):
            yield f"entity {name}: not all of its forms", f"{len(ids)} of {len(spans)}"
        row = rows[max(set(ids), key=ids.count)]
        if row["name"].casefold() != name.casefold():
            yield f"entity {name}: name", f"found {row['name']}"
        for role in entity.get("roles", ()):
            if not any(_within(role, shown) for shown in row["roles"]):
                yield f"entity {name}: role {role}", f"found {row['roles']}"
        if row["acronym"] != entity.get("acronym"):
            yield f"entity {name}: acronym", f"found {row['acronym']}"
    for names_of_one in owners.values():
        if len(names_of_one) > 1:
            yield f"entities {' and '.join(sorted(names_of_one))}: taken for one", ""


def _pairs(wanted: list[dict[str, Any]], found: Rows, expected: _Names) -> dict[int, int]:
    """Expected quote -> the found one that is most like it; each once."""
    likeness = sorted(
        (
            (_likeness(quote["text"], row["text"]), i, j)
            for i, quote in enumerate(wanted)
            for j, row in enumerate(found)
            if set(quote["in"]) & {expected.number.get(n) for n in row["paragraph_nos"]}
        ),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    pairs: dict[int, int] = {}
    for like, i, j in likeness:
        if like >= 0.5 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else f"{words[:39]}…"


def _speaker_is(name: str | None, row: dict[str, Any], found: Found, expected: _Names) -> bool:
    found_id = row["speaker_local_entity_id"]
    if name is None or found_id is None:
        return name is found_id
    own = next((e for e in found.entities if e["local_entity_id"] == found_id), None)
    if own is not None and own["name"].casefold() == name.casefold():
        return True
    return any(
        _entity_of(found, span) == found_id
        for span, text in expected.spans.items()
        if expected.of_form.get(text) == name
    )


def _quote_problems(
    wanted: dict[str, Any], found: Found, expected: _Names
) -> Iterator[tuple[str, str]]:
    pairs = _pairs(wanted["quotes"], found.quotes, expected)
    for i, quote in enumerate(wanted["quotes"]):
        label = f"quote {_short(quote['text'])}"
        if i not in pairs:
            if not set(quote["in"]) & expected.lost:
                yield f"{label}: missing", ""
            continue
        row = found.quotes[pairs[i]]
        acts = quote["act"] if isinstance(quote["act"], list) else [quote["act"]]
        cue = quote["cue"]
        right = {
            "text": plain(quote["text"]) == plain(row["text"]),
            "kind": quote["kind"] == row["kind"],
            "paragraphs": quote["in"] == [expected.number.get(n) for n in row["paragraph_nos"]],
            "act": row["act"] in acts,
            "polarity": quote["polarity"] == row["polarity"],
            "speaker_text": _within(quote["speaker"], row["speaker_text"]),
            "speaker_kind": quote["speaker_kind"] == row["speaker_kind"],
            "speaker": _speaker_is(quote["entity"], row, found, expected),
            "cue_text": _within(cue, row["cue_text"]) or _within(row["cue_text"], cue),
            "cue_lemma": quote["cue_lemma"] == row["cue_lemma"],
        }
        for field, is_right in right.items():
            if not is_right:
                yield f"{label}: {field}", f"found {row.get(field, row['speaker_text'])}"
    for j, row in enumerate(found.quotes):
        maybe = wanted.get("maybe_quotes", ())
        if j not in pairs.values() and not any(_likeness(t, row["text"]) >= 0.5 for t in maybe):
            yield f"quote {_short(row['text'])}: not a statement", f"by {row['speaker_text']}"


def problems(name: str, warehouse: Path) -> dict[str, str]:
    """What is wrong with what was found in an article: problem -> what was found instead."""
    article, wanted = load(name), reading(name)
    found = found_rows(warehouse, article["document"])
    expected = _Names(wanted, article, found)
    return {
        **dict(_mention_problems(wanted, found, expected)),
        **dict(_entity_problems(found, expected)),
        **dict(_quote_problems(wanted, found, expected)),
    }


def facts(name: str) -> int:
    """How many things are to be found in an article: mentions, entities, quotes."""
    wanted = reading(name)
    mentions = sum(map(len, wanted["mentions"].values()))
    return mentions + len(wanted["entities"]) + len(wanted["quotes"])


def _ingested(place: Path, engine: str | None) -> tuple[Path, str]:
    from tests.line import copy_sample, ingest, settings_for

    copy_sample(place)
    settings = settings_for(place, **({"engine": engine} if engine else {}))
    ingest(settings)
    return settings.warehouse, settings.engine


def main(arguments: Iterable[str]) -> int:
    """Print what is wrong; reasons are kept where the problem was known."""
    options = list(arguments)
    engine = options[options.index("--engine") + 1] if "--engine" in options else None
    with tempfile.TemporaryDirectory() as place:
        warehouse, used = _ingested(Path(place), engine)
        known = known_wrong(used)
        listed: dict[str, dict[str, str]] = {}
        for name in names():
            for problem, instead in problems(name, warehouse).items():
                reason = known.get(name, {}).get(problem, f"TODO {instead}".strip())
                listed.setdefault(name, {})[problem] = reason
    sys.stdout.write(yaml.safe_dump(listed, allow_unicode=True, sort_keys=True, width=96))
    total, wrong = sum(map(facts, names())), sum(map(len, listed.values()))
    sys.stderr.write(f"{used}: {wrong} problems among {total} things to be found\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
