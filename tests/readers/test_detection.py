"""Every form is taken by its own reader, whatever its name and whatever else could read it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from etl.readers.base import HEAD_SIZE
from etl.readers.dispatch import choose
from etl.readers.registry import containers, readers
from tests.archives import archive

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(
    path
    for folder in (ROOT / "docs" / "formats", ROOT / "tests" / "readers" / "format_cases")
    for path in folder.glob("**/*")
    if path.is_file()
    and not (path.suffix == ".json" and path.with_suffix("").exists())
    # Not files that make up one document together: of those the index alone is recognised.
    and path.parent.name in {"formats", *readers(), *containers()}
)


def _own(path: Path) -> str:
    """The format that a sample is of: its folder's name, or its own."""
    return path.stem if path.parent.name == "formats" else path.parent.name


def _chosen(head: bytes, name: str) -> str | None:
    item = choose(head, name)
    return item.name if item else None


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_sample_is_taken_by_its_own_reader(path: Path) -> None:
    own = _own(path)
    head = path.read_bytes()[:HEAD_SIZE]
    assert _chosen(head, path.name) == own
    if own not in {"markdown", "text", "csv"}:  # their looks leave room for doubt
        assert _chosen(head, "file") == own
        for misleading in ("file.txt", "file.xml", "file.dat"):
            assert _chosen(head, misleading) == own


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_other_is_as_sure(path: Path) -> None:
    own = _own(path)
    head = path.read_bytes()[:HEAD_SIZE]
    items = [*readers().values(), *containers().values()]
    sure = {item.name: item.detect(head, path.name) for item in items}
    assert [name for name, value in sure.items() if value >= sure[own]] == [own], sure


def test_a_page_within_another_form_does_not_hide_it() -> None:
    page = "<!doctype html><html><head><title>x</title></head><body><p>x</p></body></html>"
    escaped = page.replace("<", "&lt;")
    samples = {
        "feed": (
            f"<rss><channel><item><description><![CDATA[{page}]]></description></item></channel>"
            "</rss>"
        ),
        "newsml_g2": (
            '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><contentSet>'
            f"<inlineData>{escaped}</inlineData><inlineXML>{page[15:]}</inlineXML></contentSet>"
            "</newsItem>"
        ),
        "nitf": f"<nitf><body><body.content><p>{escaped}</p><!-- {page} --></body.content></body>",
        "ninjs": f'{{"uri": "urn:x", "pubstatus": "usable", "body_html": "{page}", "urgency": 3}}',
        "eml": f"MIME-Version: 1.0\nFrom: a@b.example\nSubject: x\n\n{page}",
        "warc": f"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: {len(page)}\r\n\r\n{page}",
    }
    for own, text in samples.items():
        assert _chosen(text.encode(), "file.html") == own


REAL = {
    "warc_warcio/test/data/*.warc": {"warc"},
    "warc_warcio/test/data/*.arc": {"arc"},
    "warc_warcio/test/data/*.arc.gz": {"arc"},
    "warc_whirlwind/*.warc*": {"warc"},
    "wacz/tests/fixtures/*.wacz": {"wacz"},
    "iptc_newsmlg2/releases/*/examples/LISTING_2*.xml": {"newsml_g2", None},
    "iptc_ninjs/examples/[123]*/*.json": {"ninjs"},
    "mail_parser/tests/mails/mail_test_*": {"eml"},
    "feedparser/tests/wellformed/rss/*.xml": {"feed"},
    "feedparser/tests/wellformed/atom10/*.xml": {"feed"},
    "html/*/html/*.html.gz": {"html"},
    "reuters-21578/*.sgm.gz": {"reuters21578"},
}


@pytest.mark.archives
@pytest.mark.parametrize("pattern", REAL)
def test_real_files_are_taken_by_their_own_reader(pattern: str) -> None:
    folder, _, rest = pattern.partition("/")
    files = sorted(archive(folder).glob(rest))
    assert files
    for path in files:
        with path.open("rb") as stream:
            head = stream.read(HEAD_SIZE)
        if path.name.endswith((".html.gz", ".sgm.gz")):
            with gzip.open(path) as stream:
                head = stream.read(HEAD_SIZE)
        assert _chosen(head, "file") in REAL[pattern], path
