"""NewsML-G2, NITF and ninjs: IPTC's own examples, and damage."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest

from etl.readers.base import Outcome, RawDocument, Rejected, Skipped
from etl.readers.dispatch import Found, read_file
from etl.readers.registry import readers
from tests.archives import archive
from tests.readers.outcomes import check_cuts, documents, plain, read_bytes

CASES = Path(__file__).parent / "format_cases"


def _item(number: int) -> bytes:
    return (
        b'<newsItem guid="urn:x:%d"><itemMeta><itemClass qcode="ninat:text"/></itemMeta>'
        b'<contentSet><inlineData contenttype="text/plain">Quay %d is closed.</inlineData>'
        b"</contentSet></newsItem>" % (number, number)
    )


def test_a_cut_message_keeps_the_items_before() -> None:
    data = (
        b'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>'
        + b"".join(map(_item, range(3)))
        + b"</itemSet></newsMessage>"
    )
    check_cuts(data, lambda some: read_bytes("newsml_g2", some), b"</newsMessage>")


def test_a_cut_array_keeps_the_items_before() -> None:
    items = [
        {"uri": f"urn:x:{number}", "pubstatus": "usable", "body_text": f"Quay {number} is closed."}
        for number in range(3)
    ]
    data = orjson.dumps(items)
    check_cuts(data, lambda some: read_bytes("ninjs", some), b"]")


@pytest.mark.parametrize("name", ["nitf/story.xml", "newsml_g2/item_with_nitf.xml"])
def test_a_cut_file_is_one_reject(name: str) -> None:
    data = (CASES / name).read_bytes()
    reader = name.split("/", maxsplit=1)[0]
    for length in range(1, len(data.rstrip()), 13):
        found = read_bytes(reader, data[:length])
        assert [type(one) for one in found] == [Rejected], length


@pytest.mark.parametrize("value", [None, 0, 1.5, True, "x", [], {}, [None], [1], {"a": 1}, [{}]])
def test_no_value_of_any_property_is_too_odd_for_ninjs(value: Any) -> None:
    names = ["uri", "type", "pubStatus", "urgency", "headlines", "bodies", "subjects", "places"]
    names += ["altids", "rightsinfo", "eventDetails", "plannedCoverage", "infosources", "standard"]
    names += ["body_text", "language", "located", "associations", "descriptions", "version"]
    for name in names:
        item = {"uri": "urn:x", "body_text": "The quay is closed."} | {name: value}
        (found,) = read_bytes("ninjs", orjson.dumps(item))
        assert isinstance(found, RawDocument | Rejected | Skipped)


@pytest.mark.parametrize(
    "data",
    [
        b'{"uri": "https://a.b/1", "title": "T", "text": "The quay is closed."}',
        b'[{"url": "https://a.b/1", "headlines": [], "bodies": []}]',
        b'{"articles": [{"uri": "x", "body": "The quay is closed."}]}',
    ],
)
def test_other_json_is_no_ninjs(data: bytes) -> None:
    assert readers()["ninjs"].detect(data, "x.json") == 0


@pytest.mark.parametrize("packed", ["VGhl", "not base64", "Ünicöde"])
def test_what_is_no_base64_is_an_error_of_the_readers_own(packed: str) -> None:
    item = (
        f'<newsItem><contentSet><inlineData encoding="base64">{packed}</inlineData></contentSet>'
        "</newsItem>"
    )
    data = b'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>%s%s</itemSet>'
    data = data % (item.encode(), _item(1)) + b"</newsMessage>"
    found, other = read_bytes("newsml_g2", data)
    assert isinstance(found, RawDocument if packed == "VGhl" else Rejected)
    assert isinstance(other, RawDocument)


def test_lines_of_indented_markup_are_no_paragraphs() -> None:
    words = (
        "the ferries that cross the sound by night\n      and those that cross it by day, he said"
    )
    starts = ("The mayor wants", "He counts")
    text = "\n    ".join(f"<p>\n      {start} {words}.\n    </p>" for start in starts)
    item = {"uri": "urn:x:1", "pubstatus": "usable", "body_xhtml": text}
    (document,) = documents(read_bytes("ninjs", orjson.dumps(item)))
    line = " ".join(words.split())
    assert [block.text for block in document.blocks] == [f"{start} {line}." for start in starts]


def _outcomes(found: list[Found]) -> Counter[str]:
    names: Counter[str] = Counter()
    for one in found:
        outcome: Outcome = one.outcome
        if isinstance(outcome, Skipped):
            names[f"{one.format}: {outcome.reason}"] += 1
        elif isinstance(outcome, Rejected):
            names[f"{one.format}: {outcome.code}"] += 1
        else:
            names[one.format] += 1
    return names


@pytest.mark.archives
def test_every_example_of_newsml_g2() -> None:
    folder = archive("iptc_newsmlg2") / "releases" / "2.35" / "examples"
    found = [one for path in sorted(folder.glob("*.xml")) for one in read_file(path)]
    assert _outcomes(found) == {
        "newsml_g2": 5,  # listings 2, 22, 27 (its description), Receiver View, facet-example-3
        "newsml_g2: concept": 5,
        "newsml_g2: event": 1,
        "newsml_g2: catalog": 1,
        "newsml_g2: planning": 4,
        "newsml_g2: picture": 3,
        "newsml_g2: video": 3,
        "newsml_g2: package": 3,
        "newsml_g2: sports": 1,
        # Listings 1 and 29, two of the facets, and the four items of listing 24 that are left out
        # in print: items of text whose text is not in the file.
        "newsml_g2: no_text": 8,
        # Five listings are pieces of an item, no files of their own.
        "unknown: unknown_format": 5,
    }


@pytest.mark.archives
def test_the_fields_of_an_example_of_newsml_g2() -> None:
    folder = archive("iptc_newsmlg2") / "releases" / "2.35" / "examples"
    (found,) = read_file(folder / "Receiver View.xml")
    fields = plain(found.outcome)
    blocks = fields.pop("blocks")
    extra = fields.pop("extra")
    assert fields == {
        "position": 0,
        "title": 'headline = Fed to halt QE to avert "bubble"',
        "authors": {"creator": ["Meredith Jameson"]},
        "outlet": "copyrightHolder = NAG",
        "external_id": "urn:newsml:NAG.com:20161121:US-FINANCE-FED",
        "tags": ["economy, business and finance", "central bank", "money and monetary policy"],
        "published": [
            "contentCreated = 2016-11-21T15:21:06-05:00",
            "versionCreated = 2018-11-21T16:25:32-05:00",
        ],
        "updated": [
            "versionCreated = 2018-11-21T16:25:32-05:00",
            "contentModified = 2018-11-21T16:22:45-05:00",
        ],
        "language": "language = en-US",
        "dateline": "New York, NY",
        "wire_agency": "Associated Press",
        "copyright": "Copyright 2017-18 NAG",
    }
    assert len(blocks) == 2
    assert (extra["version"], extra["urgency"], extra["pubStatus"]) == ("11", "5", "usable")
    assert extra["usageTerms"].startswith("NAG Example: Contact your local office")
    assert extra["slugline"] == "US-Finance-Fed"


def _ninjs_files(pattern: str) -> list[Path]:
    return sorted(archive("iptc_ninjs").glob(pattern))


@pytest.mark.archives
@pytest.mark.parametrize("reader", [None, "ninjs"])
def test_what_should_fail_is_rejected_with_a_reason(reader: str | None) -> None:
    files = _ninjs_files("validation/test_suite/*/should_fail/*.json")
    assert len(files) == 70
    for path in files:
        found = list(read_file(path, reader=reader))
        assert [type(one.outcome) for one in found] == [Rejected], path.name


@pytest.mark.archives
def test_what_should_pass_is_valid() -> None:
    files = _ninjs_files("validation/test_suite/*/should_pass/*.json")
    assert len(files) == 158
    found = [one for path in files for one in read_file(path, reader="ninjs")]
    names = _outcomes(found)
    assert "ninjs: invalid_ninjs" not in names
    # Most are about one property, and have no text.
    assert names["ninjs: no_text"] + names["ninjs"] == 129
    assert len(found) == 158


@pytest.mark.archives
def test_every_example_of_ninjs() -> None:
    files = _ninjs_files("examples/**/*.json")
    found = [one for path in files if "schema.json" not in path.name for one in read_file(path)]
    assert _outcomes(found) == {
        "ninjs": 25,
        "ninjs: picture": 9,
        "ninjs: video": 2,
        "ninjs: audio": 2,
        "ninjs: event": 17,
    }
    for document in documents([one.outcome for one in found]):
        assert document.title is not None
        assert document.external_id


@pytest.mark.archives
def test_the_fields_of_an_example_of_ninjs_are_those_of_the_file() -> None:
    for name in ("2.1/dpa_text.json", "2.1/ntb_text.json", "3.0/dpa_text.json"):
        path = archive("iptc_ninjs") / "examples" / name
        item = {key.lower(): value for key, value in orjson.loads(path.read_bytes()).items()}
        (document,) = documents([one.outcome for one in read_file(path)])
        assert document.external_id == item["uri"]
        assert document.language is not None
        assert document.language.value == item["language"]
        assert document.title is not None
        assert document.title.value == item["headlines"][0]["value"]
        assert [date.value for date in document.updated] == [item["versioncreated"]]
        assert list(document.tags) == list(
            dict.fromkeys(one["name"] for one in item.get("subjects", ()))
        )
        assert document.outlet is not None
        assert document.outlet.value == item["copyrightholder"]
        kept = {key.lower() for key in document.extra}
        given = {key for key, value in item.items() if value not in ("", [])}
        assert given - kept <= {
            "uri",
            "versioncreated",
            "firstcreated",
            "language",
            "headlines",
            "bodies",
            "by",
            "copyrightnotice",
        }


def test_a_cut_file_of_newsml_1_keeps_the_items_before() -> None:
    item = (
        b"<NewsItem><NewsComponent><NewsLines><HeadLine>Quay %d</HeadLine></NewsLines>"
        b"<ContentItem><DataContent>Quay %d is closed.</DataContent></ContentItem>"
        b"</NewsComponent></NewsItem>"
    )
    data = b"<NewsML>" + b"".join(item % (n, n) for n in range(3)) + b"</NewsML>"
    check_cuts(data, lambda some: read_bytes("newsml1", some), b"</NewsML>")


@pytest.mark.archives
def test_newsml_1_says_what_its_translation_to_ninjs_says() -> None:
    folder = archive("iptc_ninjs") / "examples"
    files = sorted((folder / "NewsML").glob("*.xml"))
    assert len(files) == 4
    for path in files:
        (document,) = documents([one.outcome for one in read_file(path)])
        (item,) = documents(
            [one.outcome for one in read_file(folder / "1.4" / f"{path.stem}.json")]
        )
        assert document.title is not None
        assert item.title is not None
        assert document.language is not None
        assert item.language is not None
        assert document.external_id is not None
        # One of the four was damaged in its encoding on the way.
        assert document.title.value[:20] == item.title.value[:20]
        assert document.language.value == item.language.value[:2]
        assert set(document.tags) >= set(item.tags) or not item.tags
        assert document.external_id.endswith(path.stem.rpartition("-")[2])
        assert sum(len(block.text) for block in document.blocks) > 400
