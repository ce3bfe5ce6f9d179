"""Every document and field of the real archives: what the readers find beside what the files hold.

    python -m benchmarks.formats ../shared/archives
    python -m benchmarks.formats ../shared/archives --sets iptc_newsmlg2 reuters-21578 --missing

What a file holds is counted here by other means than the readers': by a set's own statement, by
Python's own libraries, or by plain patterns over the bytes. A record is anything that the file
counts as one; an article is a record that has a text; a field counts where the article's record
carries it. Where less is found than the files hold, the exit code is 1. The text of HTML pages is
measured by benchmarks/readers.py; here only pages are counted. Of feeds and charsets the sets state
what single files should give; here it is counted how many of them do.
"""

from __future__ import annotations

import argparse
import csv
import email
import email.policy
import gzip
import json
import lzma
import re
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.readers.base import RawDocument, Rejected, Skipped
from etl.readers.dispatch import Found, read_file
from tests.readers.charsets import compare as compare_charset
from tests.readers.charsets import labelled_files
from tests.readers.feeds import compare as compare_feeds

FIELDS = (
    *("title", "subtitle", "authors", "outlet", "section", "tags", "url", "external_id"),
    *("published", "updated", "language", "dateline", "wire_agency", "copyright"),
)
EMPTY = (None, (), [], {})
WARC_RECORD = re.compile(
    rb"^WARC/\d\.\d\r?\n((?:[^\r\n].*\n)+)\r?\n((?:[^\r\n].*\n)*)", re.MULTILINE
)
"""A record's own head, and that of the HTTP message in it."""
Carried = frozenset[str] | None
"""The fields that a record carries; None where it is no article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One set of files that hold one kind of thing."""

    name: str
    folder: str
    files: tuple[str, ...]
    """Patterns below the folder."""
    records: Callable[[Path], Iterable[Carried]]
    """What a file holds, counted by other means than the readers'."""
    counted: str
    """By which."""
    fields: tuple[str, ...] = FIELDS
    """Those that `records` knows of."""


def _fields(values: Mapping[str, object]) -> frozenset[str]:
    """The names that have a value, and one with a letter or a digit in it."""
    return frozenset(
        name
        for name, value in values.items()
        if value not in EMPTY and re.search(r"\w", str(value).removeprefix("nan"))
    )


def _unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    return lzma.decompress(data) if path.suffix == ".xz" else data


def _xml(path: Path) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(_unpacked(path), parser)


def _text(element: Any, path: str) -> str | None:
    """The text of the first element at a path of local names; None where there is none."""
    steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
    found = element.xpath(f".//{steps}")
    return " ".join("".join(found[0].itertext()).split()) or None if found else None


def _news_please(path: Path) -> Iterator[Carried]:
    for item in json.loads(_unpacked(path)):
        yield _fields(
            {
                "title": item["title"],
                "subtitle": item["description"],
                "authors": item["authors"],
                "outlet": item["news_outlet"],
                "url": item["url"],
                "published": item["date_publish"],
                "language": item["language"],
            }
        )


def _wikinews(path: Path) -> Iterator[Carried]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = {"title": "title", "url": "url", "published": "date"}
            yield _fields({name: row[column] for name, column in names.items()})


def _newspaper4k(path: Path) -> Iterator[Carried]:
    item = json.loads(path.read_bytes())
    if not item.get("text"):
        yield None
        return
    yield _fields(
        {
            "title": item["title"],
            "authors": item["authors"],
            "outlet": item.get("meta_site_name"),
            "url": item["url"],
            "published": item["publish_date"],
            "language": item["language"],
            "tags": item.get("tags") or item.get("meta_keywords"),
        }
    )


def _reuters(path: Path) -> Iterator[Carried]:
    text = _unpacked(path).decode("latin-1")
    for story in re.findall(r"<REUTERS.*?</REUTERS>", text, re.DOTALL):
        raw = re.search(r'<TEXT TYPE="UNPROC">&#2;(.*)&#3;', story, re.DOTALL)
        # Two lines without marks are a headline.
        if "<BODY>" not in story and (raw is None or len(raw.group(1).strip().split("\n")) < 3):
            yield None
            continue
        named = {
            "title": "TITLE",
            "authors": "AUTHOR",
            "dateline": "DATELINE",
            "published": "DATE",
        }
        values: dict[str, object] = {
            name: (found := re.search(rf"<{tag}>(.*?)</{tag}>", story, re.DOTALL))
            and found.group(1)
            for name, tag in named.items()
        }
        values["tags"] = re.findall(r"<D>(.*?)</D>", story)
        values["external_id"] = re.search(r'NEWID="(\d+)"', story)
        yield _fields(values)


def _nexis_text(path: Path) -> Iterator[Carried]:
    text = path.read_text("utf-8-sig")
    for document in re.split(r"^ +\d+ of \d+ DOCUMENTS$", text, flags=re.MULTILINE)[1:]:
        marks = {
            "authors": r"^BYLINE: ",
            "section": r"^SECTION: ",
            "language": r"^LANGUAGE: ",
            "copyright": r"^ +Copyright ",
            "published": r"^ +\w+ \d+, \d{4} \w+$",
        }
        found = {name for name, mark in marks.items() if re.search(mark, document, re.MULTILINE)}
        yield frozenset({*found, "title", "outlet"})


def _nexis_docx(path: Path) -> Iterator[Carried]:
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode()
    text = re.sub(r"\|+", "|", re.sub(r"<[^>]+>", "|", xml))
    if not re.search(r"\|Documents \(\d+\)", text):
        yield frozenset()
        return
    # The cover page ends where the first document begins; the list on it has no sections.
    for document in text.split("End of Document")[:-1]:
        marks = {
            "authors": "|Byline:",
            "section": "|Section:",
            "language": "|Language:",
            "copyright": "|Copyright ",
            "tags": "|Subject:",
        }
        found = {name for name, mark in marks.items() if mark in document}
        yield frozenset({*found, "title", "outlet", "published"})


def _nexis_html(path: Path) -> Iterator[Carried]:
    for document in path.read_text("utf-8", "replace").split("<DOCFULL>")[1:]:
        # What the service could not hand out has a notice in its place.
        shown = "not possible to display it" not in document
        yield frozenset({"outlet", "published"}) if shown else None


def _factiva(path: Path) -> Iterator[Carried]:
    for article in _xml(path).iter("{*}article"):
        names = {
            "title": "headline",
            "subtitle": "subHeadline",
            "authors": "byline",
            "outlet": "sourceName",
            "section": "sectionName",
            "external_id": "accessionNo",
            "published": "publicationDate",
            "updated": "modificationDate",
            "language": "baseLanguage",
            "copyright": "copyright",
        }
        yield _fields({name: _text(article, tag) for name, tag in names.items()})


def _europresse(path: Path) -> Iterator[Carried]:
    for part in path.read_text("latin-1").split('class="DocPublicationName"')[1:]:
        carried = {"outlet", "published"} | ({"title"} if "TitreArticle" in part else set())
        yield frozenset(carried | ({"copyright"} if "©" in part else set()))


def _words_of_pages(path: Path, root: Any) -> dict[tuple[str, str], str]:
    """The words of every block of an issue's pages, by the page's and the block's id."""
    words = {}
    for file in root.iter("{*}file"):
        address = "".join(file.xpath("*[local-name()='FLocat']/@*[local-name()='href']"))
        name = re.sub(r"^(?:file:)?(?:/{2})?(?:\./)*", "", address.replace("\\", "/"))
        page = path.parent / name
        if page.suffix == ".xml" and page.exists():
            for block in _xml(page).iter("{*}TextBlock", "{*}ComposedBlock"):
                strings = (string.get("CONTENT") for string in block.iter("{*}String"))
                words[file.get("ID"), block.get("ID")] = "".join(filter(None, strings))
    return words


def _mets(path: Path) -> Iterator[Carried]:
    root = _xml(path)
    words = _words_of_pages(path, root)

    def said(div: Any) -> bool:
        areas = ((area.get("FILEID"), area.get("BEGIN")) for area in div.iter("{*}area"))
        return any(re.search(r"\w", words.get(area, "")) for area in areas)

    publication = {"published", "external_id"}
    titles = root.xpath("//*[local-name()='titleInfo']/*[local-name()='title']")
    if any((title.text or "").strip() for title in titles):
        publication.add("outlet")
    if root.xpath("//*[local-name()='languageTerm' or local-name()='language']"):
        publication.add("language")
    for div in root.iter("{*}div"):
        kind = (div.get("TYPE") or "").lower()
        if kind in {"advertisement", "advert", "ad", "picture", "title_section"}:
            yield None
        if kind != "article":
            continue
        if words and div.find(".//{*}area") is not None and not said(div):
            yield None
            continue
        heads = [one for one in div.iter("{*}div") if one.get("TYPE") in {"HEADING", "TITLE"}]
        label = div.get("LABEL") or ""
        named = re.search(r"\w", label) and "untitled" not in label.lower()
        headed = any(said(head) for head in heads) or named
        yield frozenset(publication | ({"title"} if headed else set()))


def _newsml_g2(path: Path) -> Iterator[Carried]:
    names = {"newsItem", "packageItem", "conceptItem", "planningItem", "knowledgeItem"}
    names |= {"catalogItem"}
    items = [
        item
        for item in _xml(path).iter("{http://iptc.org/std/nar/2006-10-01/}*")
        if item.tag.rpartition("}")[2] in names
    ]
    if not items:
        yield None  # a piece of an item, printed as an example
    for item in items:
        kinds = item.xpath(".//*[local-name()='itemClass']/@qcode")
        content = item.xpath(
            ".//*[local-name()='nitf' or local-name()='html' or local-name()='inlineData' "
            "or @role='ANDescRole:abstract' or local-name()='inlineXML' and not(*)]"
            "[normalize-space(.) != '']"
        )
        if not content or (kinds and not kinds[0].endswith(":text")):
            yield None
            continue
        paths = {
            "title": "contentMeta/headline",
            "authors": "contentMeta/creator/name",
            "published": "itemMeta/versionCreated",
            "updated": "itemMeta/versionCreated",
            "copyright": "rightsInfo/copyrightNotice",
            "wire_agency": "contentMeta/infoSource/name",
            "dateline": "contentMeta/located/name",
            "tags": "contentMeta/subject/name",
        }
        values: dict[str, object] = {name: _text(item, one) for name, one in paths.items()}
        values["tags"] = values["tags"] or _text(item, "contentMeta/subject/mainConcept/name")
        values["external_id"] = item.get("guid")
        values["outlet"] = item.xpath(".//*[local-name()='provider']/@*")
        values["language"] = item.xpath(".//*[local-name()='language']/@tag") or item.get(
            "{http://www.w3.org/XML/1998/namespace}lang"
        )
        yield _fields(values)


def _newsml1(path: Path) -> Iterator[Carried]:
    for item in _xml(path).iter("{*}NewsItem"):
        names = {
            "title": "HeadLine",
            "dateline": "DateLine",
            "copyright": "CopyrightLine",
            "published": "FirstCreated",
            "updated": "ThisRevisionCreated",
            "external_id": "NewsItemId",
        }
        values: dict[str, object] = {name: _text(item, tag) for name, tag in names.items()}
        values["language"] = item.xpath(".//*[local-name()='Language']/@FormalName")
        values["outlet"] = "its provider's address"
        yield _fields(values)


def _ninjs(path: Path) -> Iterator[Carried]:
    content = json.loads(path.read_bytes())
    for given in content if isinstance(content, list) else [content]:
        item = {key.lower(): value for key, value in given.items()}
        bodies = [name for name in item if name.startswith(("body", "bodies", "description"))]
        written = item.get("type", "text") in {"text", "composite"} and any(map(item.get, bodies))
        if not written or "uri" not in item or {"eventdetails", "plannedcoverage"} & item.keys():
            yield None
            continue
        rights = item.get("rightsinfo") or {}
        yield _fields(
            {
                "title": [item[name] for name in item if name.startswith("headline")],
                "authors": item.get("by") or item.get("byline"),
                "external_id": item.get("uri"),
                "updated": item.get("versioncreated"),
                "language": item.get("language"),
                "copyright": item.get("copyrightnotice") or rights.get("copyrightnotice"),
            }
        )


def _members(data: bytes) -> bytes:
    """The content of gzip members, as far as each goes; other data as they are."""
    parts = []
    while data.startswith(b"\x1f\x8b"):
        decompressor = zlib.decompressobj(31)
        try:
            parts.append(decompressor.decompress(data))
        except zlib.error:
            break
        data = decompressor.unused_data
    return b"".join(parts) or data


def _warc(path: Path) -> Iterator[Carried]:
    data = [path.read_bytes()]
    if path.suffix == ".wacz":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.startswith("archive/")]
            data = [archive.read(name) for name in names]
    for head, http in WARC_RECORD.findall(b"".join(map(_members, data))):
        kind = re.search(rb"(?im)^WARC-Type: *(\w+)", head)
        status = re.match(rb"HTTP/\S+ (\d+)", http)
        stated = http if status else head
        html = re.search(rb"(?im)^Content-Type: *[\w/+.-]*html", stated)
        whole = status is None or status.group(1) == b"200"
        page = kind is not None and kind.group(1) in {b"response", b"resource"} and html and whole
        conversion = kind is not None and kind.group(1) == b"conversion"
        yield frozenset({"title", "url"}) if page or conversion else None


def _arc(path: Path) -> Iterator[Carried]:
    head = re.compile(rb"^(\S+) [\d.]+ \d{14} (\S+) (\d+)\r?$", re.MULTILINE)
    data = path.read_bytes()
    data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    for url, kind, _ in head.findall(data):
        page = kind == b"text/html" and not url.startswith(b"filedesc:")
        yield frozenset({"title", "url"}) if page else None


def _mail(path: Path) -> Iterator[Carried]:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.compat32)
    values = {
        "title": message["Subject"],
        "published": message["Date"],
        "external_id": message["Message-ID"],
    }
    yield _fields(values)


def _mediawiki(path: Path) -> Iterator[Carried]:
    for page in _xml(path).iter("{*}page"):
        if _text(page, "ns") not in {"0", None}:
            yield None
            continue
        yield from [None] * (len(list(page.iter("{*}revision"))) - 1)
        yield _fields({"title": _text(page, "title"), "updated": _text(page, "timestamp")})


def _page(path: Path) -> Iterator[Carried]:  # noqa: ARG001
    yield None  # whether it has a text benchmarks/readers.py knows


WEB = ("title", "url")
SAMPLES = (
    Sample(
        name="news-please JSON",
        folder="news-please-json",
        files=("*.json.xz",),
        records=_news_please,
        counted="Python's json",
    ),
    Sample(
        name="Wikinews CSV",
        folder="wikinews-csv",
        files=("*.csv",),
        records=_wikinews,
        counted="Python's csv",
    ),
    Sample(
        name="newspaper4k JSON",
        folder="newspaper4k",
        files=("tests/data/metadata/*.json",),
        records=_newspaper4k,
        counted="Python's json",
        fields=("title", "authors", "outlet", "url", "published", "language", "tags"),
    ),
    Sample(
        name="Reuters-21578",
        folder="reuters-21578",
        files=("*.sgm.gz",),
        records=_reuters,
        counted="tags by pattern",
        fields=("title", "authors", "dateline", "published", "tags", "external_id"),
    ),
    Sample(
        name="Nexis text",
        folder="lexisnexis",
        files=("inst/extdata/*.TXT",),
        records=_nexis_text,
        counted="'n of 10 DOCUMENTS'",
    ),
    Sample(
        name="Nexis Uni DOCX",
        folder="lexisnexis",
        files=("inst/extdata/*.DOCX",),
        records=_nexis_docx,
        counted="'Documents (10)'",
    ),
    Sample(
        name="Nexis HTML",
        folder="database-exports",
        files=("*lexisnexis/**/*.html",),
        records=_nexis_html,
        counted="<DOCFULL>",
        fields=("outlet", "published"),
    ),
    Sample(
        name="Factiva XML",
        folder="database-exports",
        files=("*factiva/**/*.xml",),
        records=_factiva,
        counted="<article>, by lxml",
        fields=tuple(name for name in FIELDS if name != "tags"),
    ),
    Sample(
        name="Europresse HTML",
        folder="database-exports",
        files=("*europresse/**/*.html",),
        records=_europresse,
        counted="DocPublicationName",
        fields=("title", "outlet", "published", "copyright"),
    ),
    Sample(
        name="METS/ALTO, BnF",
        folder="mets-alto/BNF-EN",
        files=("**/*METS.xml",),
        records=_mets,
        counted="logical divisions",
    ),
    Sample(
        name="METS/ALTO, RERO",
        folder="mets-alto/RERO2",
        files=("**/*METS.xml",),
        records=_mets,
        counted="logical divisions",
    ),
    Sample(
        name="METS/ALTO, British Library",
        folder="alto2txt_demo",
        files=("**/*mets.xml",),
        records=_mets,
        counted="logical divisions",
    ),
    Sample(
        name="NewsML-G2",
        folder="iptc_newsmlg2",
        files=("releases/**/*.xml",),
        records=_newsml_g2,
        counted="items, by lxml",
    ),
    Sample(
        name="NewsML 1",
        folder="iptc_ninjs",
        files=("examples/NewsML/*.xml",),
        records=_newsml1,
        counted="items, by lxml",
        fields=("title", "dateline", "copyright", "published", "updated", "external_id"),
    ),
    Sample(
        name="ninjs examples",
        folder="iptc_ninjs",
        files=("examples/[123].*/**/*.json",),
        records=_ninjs,
        counted="files",
        fields=("title", "authors", "external_id", "updated", "language", "copyright"),
    ),
    Sample(
        name="WARC",
        folder="warc_warcio",
        files=("test/data/*.warc*",),
        records=_warc,
        counted="heads of records",
        fields=WEB,
    ),
    Sample(
        name="WARC, Common Crawl",
        folder="warc_whirlwind",
        files=("*.warc*",),
        records=_warc,
        counted="heads of records",
        fields=WEB,
    ),
    Sample(
        name="ARC",
        folder="warc_warcio",
        files=("test/data/*.arc*",),
        records=_arc,
        counted="first lines of records",
        fields=WEB,
    ),
    Sample(
        name="WACZ and its WARCs",
        folder="wacz",
        files=("**/*.wacz", "**/*.warc*"),
        records=_warc,
        counted="heads of records",
        fields=WEB,
    ),
    Sample(
        name="mails",
        folder="mail_parser",
        files=("tests/mails/mail_[mt]*",),
        records=_mail,
        counted="files; Python's email",
        fields=("title", "published", "external_id"),
    ),
    Sample(
        name="MediaWiki export",
        folder="mediawiki_mwxml",
        files=("*.xml",),
        records=_mediawiki,
        counted="revisions, by lxml",
        fields=("title", "updated"),
    ),
    *(
        Sample(
            name=f"HTML, {name}",
            folder=folder,
            files=files,
            records=_page,
            counted="files",
            fields=(),
        )
        for name, folder, files in (
            ("scrapinghub", "html/scrapinghub", ("html/*",)),
            ("wcxb", "html/wcxb", ("html/*",)),
            ("fundus", "html/fundus", ("**/*.html.gz",)),
            ("newspaper4k", "newspaper4k", ("tests/data/html/*",)),
        )
    ),
)


@dataclass(slots=True)
class Counted:
    """What a set holds, and what was found."""

    files: int = 0
    expected: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    """Of what is expected of each file what is found."""
    missing: list[str] = field(default_factory=list)
    """Files in which less is found than expected."""


def _count_found(
    found: Iterable[Found], fields: Iterable[str]
) -> tuple[Counter[str], Counter[str]]:
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for one in found:
        outcome = one.outcome
        # That a file states another number of documents is said of the file.
        counts["records"] += not (isinstance(outcome, Rejected) and outcome.code == "count_differs")
        if isinstance(outcome, RawDocument):
            counts["articles"] += 1
            counts.update(name for name in fields if getattr(outcome, name) not in EMPTY)
        elif isinstance(outcome, Skipped):
            reasons[f"skipped: {outcome.reason}"] += 1
        elif isinstance(outcome, Rejected):
            reasons[f"rejected: {outcome.code}"] += 1
    return counts, reasons


def count(sample: Sample, archives: Path) -> Counted:
    """Read a set, and count."""
    counted = Counted()
    folder = archives / sample.folder
    paths = sorted({path for one in sample.files for path in folder.glob(one) if path.is_file()})
    for path in paths:
        expected: Counter[str] = Counter()
        for carried in sample.records(path):
            expected["records"] += 1
            if carried is not None:
                expected["articles"] += 1
                expected.update(name for name in carried if name in sample.fields)
        found, reasons = _count_found(read_file(path, depth=5), sample.fields)
        counted.files += 1
        counted.expected += expected
        counted.found += found
        counted.reasons += reasons
        counted.met += found & expected
        names = ("records", "articles", *sample.fields)
        if differing := [n for n in names if found[n] < expected[n]]:
            shown = ", ".join(f"{n} {found[n]}/{expected[n]}" for n in differing)
            counted.missing.append(f"{path.relative_to(folder)}: {shown}")
    return counted


def _print_stated(archives: Path, sets: Sequence[str] | None) -> None:
    """The sets whose files each state what they should give."""
    if not sets or "feedparser" in sets:
        right, stated = compare_feeds(archives / "feedparser")
        shown = ", ".join(f"{name} {right[name]}/{stated[name]}" for name in sorted(stated))
        print(f"feeds: as feedparser expects {right.total():,}/{stated.total():,}\n    {shown}")
    if not sets or "chardet" in sets:
        same = [compare_charset(path).same for path in labelled_files(archives / "chardet")]
        print(f"charsets: as labelled, to the letter {sum(same):,}/{len(same):,}")


def main() -> int:
    """Print the counts of every set."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("archives", type=Path)
    arguments.add_argument("--sets", nargs="+", help="folders or names; all of them by default")
    arguments.add_argument("--missing", action="store_true", help="name the files that differ")
    chosen = arguments.parse_args()
    samples = [
        sample
        for sample in SAMPLES
        if not chosen.sets or {sample.name, sample.folder} & set(chosen.sets)
    ]
    absent = [sample.folder for sample in samples if not (chosen.archives / sample.folder).is_dir()]
    if absent:
        print(f"{chosen.archives}: holds no {', '.join(absent)}", file=sys.stderr)
        return 2
    met: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    for sample in samples:
        counted = count(sample, chosen.archives)
        met += counted.met
        stated += counted.expected
        found, expected = counted.found, counted.expected
        print(
            f"{sample.name}: {counted.files:,} files; records {found['records']:,}/"
            f"{expected['records']:,}; articles {found['articles']:,}/{expected['articles']:,} "
            f"(counted by {sample.counted})"
        )
        known = [name for name in sample.fields if expected[name] or found[name]]
        if known:
            print(
                "    " + ", ".join(f"{name} {found[name]:,}/{expected[name]:,}" for name in known)
            )
        if counted.reasons:
            print("    " + ", ".join(f"{why} {n:,}" for why, n in counted.reasons.most_common()))
        if chosen.missing:
            for line in counted.missing:
                print(f"    - {line}")
    _print_stated(chosen.archives, chosen.sets)
    fields = [sum(one[name] for name in FIELDS) for one in (met, stated)]
    print(
        f"together: records {met['records']:,}/{stated['records']:,}, articles "
        f"{met['articles']:,}/{stated['articles']:,}, fields {fields[0]:,}/{fields[1]:,}"
    )
    return 0 if met == stated else 1


if __name__ == "__main__":
    sys.exit(main())
