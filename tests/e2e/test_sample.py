"""The sample archive, end to end, against rows written out by hand.

`expected/` has one file an article: its row in full, its paragraphs, and what a careful reader
finds in it. A column that a file does not name is null, false or an empty list. What is wrong and
not yet mended is named there under `known_wrong`, with the reason, and for an extraction engine in
`known_wrong/`; the test fails when one of these starts to be right, so that the lists stay true.
"""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.contracts.articles import Article, Paragraph
from etl.lake.catalogue import open_catalogue
from etl.readers.registry import readers
from etl.settings import Settings
from tests.e2e import reading
from tests.line import SAMPLE, ask

ARTICLES = {name: reading.load(name) for name in reading.names()}
ARCHIVE: dict[str, Any] = yaml.safe_load(
    (reading.EXPECTED / "archive.yaml").read_text(encoding="utf-8")
)
MOST_WRONG = 0.35
"""Of the things to be found, problems at most: known failures must stay the exception."""


# The ids, put together here once more from what docs/design.md says of them.


def id_of(*parts: str | int | None) -> uuid.UUID:
    """BLAKE2b of the parts, each with its length in bytes; RFC 9562, version 8."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = str(part).encode()
        digest.update(b"-;" if part is None else str(len(data)).encode() + b":" + data)
    raw = bytearray(digest.digest())
    raw[6] = raw[6] & 0x0F | 0x80
    raw[8] = raw[8] & 0x3F | 0x80
    return uuid.UUID(bytes=bytes(raw))


def same_case(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def expected_ids(expected: dict[str, Any], body: str) -> dict[str, uuid.UUID]:
    document, identity = expected["document"], expected["identity"]
    sha256 = hashlib.sha256((SAMPLE / document["path"]).read_bytes()).hexdigest()
    raw_file = id_of("raw_file", document["path"], sha256)
    title, text = same_case(expected["article"]["title"]), same_case(body)
    names = {
        "text": ["text", title, text],
        "url": ["url", identity.get("address")],
        "external": ["external", identity.get("id")],
    }[identity["by"]]
    content = id_of("content", title, text)
    article = id_of("article", identity["outlet"], *names)
    return {
        "raw_file_id": raw_file,
        "document_id": id_of("document", str(raw_file), document["member"], document["position"]),
        "article_id": article,
        "revision_id": id_of("revision", str(article), str(content)),
        "content_hash": content,
    }


def expected_article(expected: dict[str, Any]) -> dict[str, Any]:
    """Every column of the article's row."""
    given = dict(expected["article"])
    body = "\n\n".join(row["text"] for row in expected["paragraphs"])
    row: dict[str, Any] = dict.fromkeys(Article.model_fields)
    for name in ("authors", "tags", "dateline_places"):
        row[name] = []
    row |= {"member": "", "body": body, "parser_version": readers()[given["parser"]].version}
    row |= expected_ids(expected, body)
    for name, value in given.items():
        if name.endswith("_at"):
            row[name] = datetime.fromisoformat(value).astimezone(UTC)
        elif name.endswith("_date"):
            row[name] = date.fromisoformat(value)
        else:
            row[name] = value
    return row


def expected_paragraphs(expected: dict[str, Any]) -> list[dict[str, Any]]:
    """Every column of every paragraph."""
    body = "\n\n".join(row["text"] for row in expected["paragraphs"])
    ids = expected_ids(expected, body)
    shared = {name: ids[name] for name in ("document_id", "article_id", "revision_id")}
    return [
        {"wire_agency": None, "paragraph_no": number, **shared, **row}
        for number, row in enumerate(expected["paragraphs"])
    ]


def found_article(settings: Settings, name: str) -> dict[str, Any]:
    document = ARTICLES[name]["document"]
    with open_catalogue(settings.warehouse) as connection:
        cursor = connection.execute(
            "select a.* from all_articles as a inner join raw_files as r "
            "on a.raw_file_id = r.raw_file_id where r.path = ? and member = ? and position = ?",
            [document["path"], document["member"], document["position"]],
        )
        columns = [column[0] for column in cursor.description or ()]
        found = cursor.fetchall()
    assert len(found) == 1, f"{document}: found {len(found)} rows in all_articles, expected 1"
    return dict(zip(columns, found[0], strict=True))


def difference(expected: dict[str, Any], found: dict[str, Any], wrong: set[str]) -> dict[str, Any]:
    return {
        name: {"expected": expected[name], "found": found[name]}
        for name in expected
        if expected[name] != found[name] and name not in wrong
    }


IDS_OF_BODY = {"content_hash", "revision_id", "article_id"}


@pytest.mark.parametrize("name", ARTICLES)
def test_every_column_of_the_article(name: str, sample: Settings) -> None:
    expected, found = expected_article(ARTICLES[name]), found_article(sample, name)
    assert list(found) == list(Article.model_fields)
    wrong = set(ARTICLES[name].get("known_wrong", {})) - {"paragraphs"}
    hidden = wrong | (IDS_OF_BODY if "body" in wrong else set())
    assert not difference(expected, found, hidden)
    mended = {column for column in wrong if expected[column] == found[column]}
    assert not mended, "right by now: take them out of known_wrong"


@pytest.mark.parametrize("name", ARTICLES)
def test_every_column_of_every_paragraph(name: str, sample: Settings) -> None:
    document_id = found_article(sample, name)["document_id"]
    columns = list(Paragraph.model_fields)
    rows = ask(
        sample.warehouse,
        f"select {', '.join(columns)} from all_paragraphs where document_id = ? "
        "order by paragraph_no",
        document_id,
    )
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    expected = expected_paragraphs(ARTICLES[name])
    assert set(expected[0]) == set(columns)
    if "paragraphs" in ARTICLES[name].get("known_wrong", {}):
        assert found != expected, "right by now: take `paragraphs` out of known_wrong"
    else:
        assert found == expected


@pytest.mark.parametrize("name", ARTICLES)
def test_what_a_careful_reader_finds(name: str, sample: Settings) -> None:
    known = reading.known_wrong(sample.engine).get(name, {})
    found = reading.problems(name, sample.warehouse)
    new = {problem: instead for problem, instead in found.items() if problem not in known}
    assert not new, f"engine {sample.engine}; `python -m tests.e2e.reading` prints the list"
    mended = [problem for problem in known if problem not in found]
    assert not mended, f"right by now: take them out of known_wrong/ of {sample.engine}"


def test_known_failures_have_reasons_and_stay_the_exception(sample: Settings) -> None:
    known = reading.known_wrong(sample.engine)
    assert set(known) <= set(ARTICLES)
    for problems in known.values():
        for problem, reason in problems.items():
            assert reason, problem
            assert "TODO" not in reason, problem
    things = sum(reading.facts(name) for name in ARTICLES)
    assert sum(map(len, known.values())) <= MOST_WRONG * things
    for expected in ARTICLES.values():
        assert all(expected.get("known_wrong", {"": "none"}).values())


def test_the_expected_articles_are_of_every_format_and_outlet(sample: Settings) -> None:
    assert len(ARTICLES) >= 12
    paths = {expected["document"]["path"] for expected in ARTICLES.values()}
    formats = ask(sample.warehouse, "select path, format from raw_files where status = 'read'")
    assert {form for path, form in formats if path in paths} >= {
        form for _, form in formats if form != "gz+html"
    }


# The archive


def test_every_raw_file(sample: Settings) -> None:
    rows = ask(
        sample.warehouse,
        "select path, status, format, document_count, article_count, duplicate_count, "
        "skipped_count, reject_count, message, raw_file_id, sha256, size, root, modified_at, "
        "batches, skipped from raw_files",
    )
    found = {row[0]: list(row[1:9]) for row in rows}
    assert found == ARCHIVE["raw_files"]
    for path, *_, raw_file_id, sha256, size, root, modified_at, batches, skipped in rows:
        file = sample.raw[0] / path
        read = ARCHIVE["raw_files"][path][0] == "read"
        assert sha256 == (hashlib.sha256(file.read_bytes()).hexdigest() if read else None)
        assert raw_file_id == id_of("raw_file", path, sha256)
        assert size == file.stat().st_size
        assert root == str(sample.raw[0])
        assert modified_at.timestamp() == pytest.approx(file.stat().st_mtime, abs=1e-5)
        assert len(batches) == read
        assert skipped == []


def test_the_status_of_every_document(sample: Settings) -> None:
    rows = ask(
        sample.warehouse,
        "select r.path, a.position, s.revision_no, s.is_current, s.is_duplicate, k.position, "
        "h.reason, a.document_id = s.kept_document_id from document_status as s "
        "inner join all_articles as a on s.document_id = a.document_id "
        "inner join raw_files as r on a.raw_file_id = r.raw_file_id "
        "inner join all_articles as k on s.kept_document_id = k.document_id "
        "left join hidden_documents as h on s.document_id = h.document_id",
    )
    special = {(row[0], row[1]): row for row in ARCHIVE["document_status"]}
    assert len(rows) == sum(f[3] + f[4] for f in ARCHIVE["raw_files"].values())
    for row in rows:
        path, position = row[:2]
        plain = [path, position, 1, True, False, position, None]
        assert list(row[:7]) == special.get((path, position), plain)
        assert row[7] is not row[4], "a document stands for itself unless it is a duplicate"
    assert set(special) <= {(row[0], row[1]) for row in rows}


def test_the_revisions(sample: Settings) -> None:
    rows = ask(
        sample.warehouse,
        "select title, revision_no, is_current, updated_at, added_chars from article_revisions "
        "order by revision_no",
    )
    expected = [
        (title, number, current, datetime.fromisoformat(at).astimezone(UTC), added)
        for title, number, current, at, added in ARCHIVE["article_revisions"]
    ]
    assert rows == expected


def test_the_clusters_of_copies(sample: Settings) -> None:
    rows = ask(
        sample.warehouse,
        "select a.outlet, a.title, c.kind, c.similarity, c.is_original, c.reason, c.cluster_id "
        "from article_clusters as c inner join articles as a on c.article_id = a.article_id "
        "order by a.outlet",
    )
    assert [list(row[:6]) for row in rows] == ARCHIVE["article_clusters"]
    assert len({row[6] for row in rows}) == 1


def test_the_rejects(sample: Settings) -> None:
    rows = ask(
        sample.warehouse,
        "select path, member, position, byte_start, byte_end, stage, code, message, content, "
        "raw_file_id, reject_id from rejects order by path",
    )
    assert len(rows) == len(ARCHIVE["rejects"])
    for row, expected in zip(rows, ARCHIVE["rejects"], strict=True):
        names = ("path", "member", "position", "byte_start", "byte_end", "stage", "code")
        assert dict(zip(names, row, strict=False)) == {name: expected[name] for name in names}
        assert expected["says"] in row[7]
        content = expected["content"]
        assert row[8] == (content.encode() if content is not None else None)
        data = (SAMPLE / expected["path"]).read_bytes()
        assert row[9] == id_of("raw_file", expected["path"], hashlib.sha256(data).hexdigest())
        assert row[10] == id_of(
            "reject", str(row[9]), row[1], row[2], expected["stage"], expected["code"]
        )
        if expected["byte_start"] is not None:
            assert row[8] == data[expected["byte_start"] : expected["byte_end"]]


def test_documents_reconcile(sample: Settings) -> None:
    files = ARCHIVE["raw_files"].values()
    documents, articles, duplicates, skipped, rejects = (
        sum(row[column] for row in files) for column in range(2, 7)
    )
    assert documents == articles + duplicates + skipped + rejects
    assert ask(sample.warehouse, "select count(*) from all_articles") == [(articles + duplicates,)]
    assert ask(sample.warehouse, "select count(*) from articles") == [(articles - 1,)]
    assert ask(sample.warehouse, "select count(*) from rejects") == [(rejects,)]


def test_the_sample_is_left_as_it_lies() -> None:
    """Every file of raw/ is in the list above, so that a new one is not forgotten."""
    found = {str(p.relative_to(SAMPLE)) for p in Path(SAMPLE).rglob("*") if p.is_file()}
    assert found == set(ARCHIVE["raw_files"])
