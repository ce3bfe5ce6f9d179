"""Real files, read where they lie: how many documents they hold, and which fields."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from etl.readers.base import RawDocument
from etl.readers.dispatch import Found, cut, read_file
from tests.archives import archive, seed
from tests.readers.checks import check_outcomes
from tests.readers.reading import codes, documents, whole

pytestmark = [pytest.mark.archives]


def filled(found: list[Found]) -> Counter[str]:
    """Field -> how many documents have it."""
    return Counter(
        name
        for document in documents(found)
        for name in RawDocument.__slots__
        if getattr(document, name) not in (None, (), [], {})
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("year", "count"), [(2017, 403), (2018, 407), (2019, 1_588), (2020, 1_855)]
)
def test_news_please(year: int, count: int) -> None:
    found = whole(archive("news-please-json") / f"{year}_processed.json.xz")
    check_outcomes(found)

    assert codes(found) == []
    assert {one.format for one in found} == {"xz+json"}
    fields = filled(found)
    for name in ("title", "outlet", "url", "published", "language", "blocks", "extra"):
        assert fields[name] == count, name
    assert {source.source for one in documents(found) for source in one.published} == {
        "date_publish"
    }


def test_wikinews() -> None:
    path = archive("wikinews-csv") / "wikinews_2019.csv"
    found = whole(path)
    check_outcomes(found)

    assert codes(found) == []
    assert filled(found) == Counter(
        dict.fromkeys(("title", "url", "published", "blocks", "position"), 171)
    ) | Counter({"position": filled(found)["position"]})
    assert len(cut(path, target_bytes=10_000)) > 1


def test_the_article_that_the_project_began_with() -> None:
    found = whole(seed("article.txt"))

    (document,) = documents(found)
    text = seed("article.txt").read_text(encoding="utf-8")
    words = " ".join(block.text for block in document.blocks).split()
    assert document.blocks[0].text.startswith("ISLAMABAD/BEIJING: Field Marshal")
    assert words == text.split()


@pytest.mark.slow
def test_newspaper4k() -> None:
    folder = archive("newspaper4k") / "tests" / "data" / "metadata"
    for path in sorted(folder.glob("*.json")):
        found = whole(path)
        check_outcomes(found)
        if codes(found) == ["no_text"]:
            assert path.stem.startswith("video"), path
            continue
        fields = filled(found)
        assert fields["title"] == fields["url"] == fields["language"] == fields["blocks"] == 1, path


HTML = ("extruct/tests/samples", "newspaper4k/tests/data/html", "chardet/tests")


@pytest.mark.slow
@pytest.mark.parametrize("name", HTML)
def test_no_page_fails(name: str) -> None:
    folder = archive(name)
    pages = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in pages:
        check_outcomes(whole(path))
    assert len(pages) > 20


def read_all(folder: Path, pattern: str) -> list[Found]:
    return [found for path in sorted(folder.rglob(pattern)) for found in read_file(path)]


@pytest.mark.slow
def test_fundus() -> None:
    found = read_all(archive("html") / "fundus", "*.html.gz")

    assert len(documents(found)) == 129
    assert codes(found) == []
