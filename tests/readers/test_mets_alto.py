"""METS and ALTO: files beside each other, in folders and archives; the real issues."""

from __future__ import annotations

import io
import re
import shutil
import tarfile
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from etl.readers.base import RawDocument, Skipped
from etl.readers.beside import depends, is_index, on_disk, resolve
from etl.readers.dispatch import Found, read_file
from tests.archives import archive
from tests.readers.outcomes import plain

CASES = Path(__file__).parent / "format_cases" / "mets"
ISSUE = CASES / "areas"
METS = "gazette-METS.xml"
PAGES = ("ALTO/gazette-0001.xml", "ALTO/gazette-0002.xml")


def _titles(found: list[Found]) -> list[str]:
    return [
        one.outcome.title.value
        for one in found
        if isinstance(one.outcome, RawDocument) and one.outcome.title
    ]


def _pack(kind: str, folder: str) -> bytes:
    out = io.BytesIO()
    names = [METS, *PAGES]
    if kind == "zip":
        with zipfile.ZipFile(out, "w") as packed:
            for name in names:
                packed.write(ISSUE / name, f"{folder}{name}")
    else:
        with tarfile.open(fileobj=out, mode="w:gz" if kind == "tar.gz" else "w") as packed_tar:
            for name in names:
                packed_tar.add(ISSUE / name, f"{folder}{name}")
    return out.getvalue()


@pytest.mark.parametrize("folder", ["", "paper/1912/", "./"])
@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
def test_an_issue_in_an_archive(kind: str, folder: str, tmp_path: Path) -> None:
    path = tmp_path / f"issue.{kind}"
    path.write_bytes(_pack(kind, folder))
    found = list(read_file(path))
    assert _titles(found) == ["FERRY FARES.", "EELS."]
    pages = [one.outcome for one in found if one.format.endswith("+alto")]
    assert [page.reason for page in pages if isinstance(page, Skipped)] == ["page of an issue"] * 2
    # The archive is as good as the folder.
    apart = [plain(one.outcome) for one in read_file(ISSUE / METS)]
    assert [plain(one.outcome) for one in found if one.format.endswith("+mets")] == apart


def test_a_page_belongs_to_the_issue_that_names_it(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "paper"
    shutil.copytree(ISSUE, folder)
    page = folder / PAGES[0]
    (found,) = read_file(page, depth=2)
    assert found.outcome == Skipped(position=0, reason="page of an issue")
    # Nothing above raw/ is looked at: to a root of ALTO/ itself the page stands alone.
    (alone,) = read_file(page, depth=0)
    assert isinstance(alone.outcome, RawDocument)
    (folder / METS).unlink()
    (alone,) = read_file(page, depth=2)
    assert isinstance(alone.outcome, RawDocument)


def test_a_missing_page_costs_the_articles_on_it(tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    shutil.copytree(ISSUE, folder)
    (folder / PAGES[1]).unlink()
    found = [plain(one.outcome) for one in read_file(folder / METS)]
    lost = [one for one in found if one.get("rejected")]
    assert [one["rejected"] for one in lost] == ["missing_page"] * 4
    assert "gazette-0002.xml" in lost[0]["message"]


def test_a_broken_page_costs_the_articles_on_it(tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    shutil.copytree(ISSUE, folder)
    page = folder / PAGES[1]
    page.write_bytes(page.read_bytes()[:700])
    found = [plain(one.outcome) for one in read_file(folder / METS)]
    assert "truncated" in {one.get("rejected") for one in found}


def test_an_article_of_stray_marks_has_no_text(tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    shutil.copytree(ISSUE, folder)
    for name in PAGES:
        page = folder / name
        page.write_text(
            re.sub(r'CONTENT="[^"]*"', 'CONTENT="-;"', page.read_text("utf-8")), "utf-8"
        )
    found = [one.outcome for one in read_file(folder / METS)]
    assert {one.reason for one in found if isinstance(one, Skipped)} >= {"no text recognised"}
    assert not any(isinstance(one, RawDocument) for one in found)


def test_pages_without_articles(tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    shutil.copytree(ISSUE, folder)
    text = (folder / METS).read_text("utf-8")
    (folder / METS).write_text(
        re.sub(r'<mets:structMap TYPE="LOGICAL">.*</mets:structMap>', "", text, flags=re.DOTALL),
        "utf-8",
    )
    found = [plain(one.outcome) for one in read_file(folder / METS)]
    assert [one["extra"]["pages"] for one in found] == [["1"], ["2"]]
    assert found[0]["blocks"][0] == ["body", "THE HARBOUR GAZETTE"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "paper"
    shutil.copytree(ISSUE, folder)
    outside = tmp_path / "outside"
    (folder / "ALTO").rename(outside)
    (folder / "ALTO").symlink_to(outside)
    assert _titles(list(read_file(folder / METS, depth=1))) == []
    beside = on_disk(folder / METS, 1, lambda path: path.open("rb"))
    assert beside.names("ALTO") == ()
    assert beside.open(PAGES[0]) is None
    (folder / "ALTO").unlink()
    (folder / "ALTO").mkdir()
    (folder / PAGES[0]).symlink_to(outside / "gazette-0001.xml")
    assert beside.open(PAGES[0]) is None
    assert beside.names("ALTO") == []


@pytest.mark.parametrize(
    ("path", "depth", "expected"),
    [
        ("x.xml", 0, ("raw", "a", "b", "x.xml")),
        ("./ALTO//x.xml", 0, ("raw", "a", "b", "ALTO", "x.xml")),
        ("../x.xml", 1, ("raw", "a", "x.xml")),
        ("../x.xml", 0, None),
        ("../../x.xml", 1, None),
        ("ALTO/../../x.xml", 0, None),
        ("/etc/passwd", 9, None),
        ("C:/x.xml", 9, None),
        ("..\\x.xml", 9, None),
    ],
)
def test_paths_stay_inside(path: str, depth: int, expected: tuple[str, ...] | None) -> None:
    assert resolve(("raw", "a", "b"), path, depth) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mets.xml", True),
        ("18820208_1-METS.xml", True),
        ("0002647_18240217_mets.xml", True),
        ("METS_18240217.xml", True),
        ("kismets.xml", False),
        ("metsola-elected.xml", False),
        ("mets.txt", False),
    ],
)
def test_names_of_indexes(name: str, expected: bool) -> None:
    assert is_index(name) is expected


def test_files_that_depend_on_each_other() -> None:
    assert depends(
        [
            "a/1/x-METS.xml",
            "a/1/ALTO/p1.xml",
            "a/1/ALTO/deep/p1.xml",
            "a/1/notes.txt",
            "a/2/p1.xml",
            "b/p2.xml",
            "b/mets.xml",
            "top.xml",
        ]
    ) == {
        "a/1/x-METS.xml": "a/1",
        "a/1/ALTO/p1.xml": "a/1",
        "b/p2.xml": "b",
        "b/mets.xml": "b",
    }


@pytest.mark.archives
@pytest.mark.parametrize(
    ("folder", "path", "articles"),
    [
        ("mets-alto", "BNF-EN/JDPL/18210801_1/18210801_1-METS.xml", 10),
        ("mets-alto", "BNF-EN/Le-Gaulois/18820208_1/18820208_1-METS.xml", 23),
        ("mets-alto", "BNF-EN/Le-Matin/18930402_02_1/18930402_02_1-METS.xml", 74),
        ("mets-alto", "BNF-EN/Le-PJI/19000603_1/19000603_1-METS.xml", 21),
        ("mets-alto", "RERO2/EZR/data/EZR/18400221_01/18400221_01-METS.xml", 13),
        ("mets-alto", "RERO2/LLE-1930-1959/data/LLE/19460902_01/19460902_01-METS.xml", 76),
        (
            "alto2txt_demo",
            "demo-files/0002647/1824/0217/0002647_18240217_mets.xml",
            26,
        ),
    ],
)
def test_one_article_for_each_of_the_issue(folder: str, path: str, articles: int) -> None:
    place = archive(folder) / path
    found = list(read_file(place, depth=3))
    counts = Counter(
        one.outcome.reason if isinstance(one.outcome, Skipped) else type(one.outcome).__name__
        for one in found
    )
    # An article whose blocks hold no word is counted, too.
    assert counts["RawDocument"] + counts["no text recognised"] == articles
    assert counts["no text recognised"] <= 1
    assert counts["Rejected"] == 0
    for one in found:
        if isinstance(one.outcome, RawDocument):
            assert one.outcome.published
            assert one.outcome.external_id
            assert one.outcome.extra["pages"]


@pytest.mark.archives
def test_the_text_is_that_of_the_pages() -> None:
    from lxml import etree

    folder = archive("mets-alto") / "BNF-EN/JDPL/18210801_1"
    blocks: dict[tuple[str, str], str] = {}
    for page in (folder / "ALTO").glob("*.xml"):
        for block in etree.parse(str(page)).iter("{*}TextBlock"):
            words = [string.get("CONTENT") for string in block.iter("{*}String")]
            blocks[page.name[-8:-4], block.get("ID")] = _letters("".join(words))
    mets = next(folder.glob("*METS.xml"))
    divs = {div.get("ID"): div for div in etree.parse(str(mets)).iter("{*}div")}
    for one in read_file(mets):
        if not isinstance(one.outcome, RawDocument):
            continue
        article = one.outcome
        div = divs[str(article.external_id).rpartition("/")[2]]
        wanted = "".join(
            blocks["0" + area.get("FILEID")[-3:], area.get("BEGIN")] for area in div.iter("{*}area")
        )
        title = article.title.value if article.title else ""
        got = _letters("".join([title, *(block.text for block in article.blocks)]))
        # A broken word has the same letters, once.
        assert got == wanted


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


@pytest.mark.archives
def test_pages_of_the_real_issues_are_no_documents() -> None:
    folder = archive("mets-alto") / "BNF-EN/JDPL/18210801_1"
    for page in (folder / "ALTO").glob("*.xml"):
        (found,) = read_file(page, depth=3)
        assert found.outcome == Skipped(position=0, reason="page of an issue")
