"""How well and how fast HTML pages become articles, beside other extractors on the same pages.

Run from the repository root (pages with truth in `../shared/archives/html`, or `--pages FOLDER`):

    python -m benchmarks.readers
    python -m benchmarks.readers --only fundus --systems newshouse,trafilatura --json figures.json

Three sets of pages, each with its own measure of the body:

- `scrapinghub` (181 pages of news and blogs): F1 of 4-grams of words, as their
  article-extraction-benchmark defines it: counts divided by their sum on each page, mean precision
  and mean recall over the pages, their harmonic mean.
- `wcxb` (355 articles): F1 of the bag of lower-case words on each page, mean over the pages, as
  the web-content-extraction-benchmark defines it.
- `fundus` (129 pages): F1 of exact paragraphs on each page, mean over the pages. Truth is the
  page's summary, subheadings and paragraphs. The part without subheadings leaves headings out of
  truth, and out of what was found where it equals one.

Metadata are measured on fundus, over the pages whose truth has the field: the exact title; the
exact set of authors; the day; the minute (pages whose truth is midnight know the day only and are
left out). A moment is compared in the truth's time zone; without a zone, as written.

What is done to every system's output alike: text is NFKC with single spaces; paragraphs lose
marks of lists (`-`, `*`, `•`) at their start; authors are compared without regard to case. Others
are given the page as text, decoded beforehand; Newshouse is given its bytes. Readability's HTML is
cut into paragraphs by Newshouse's rules for fragments; trafilatura and newspaper4k give plain text
with a line for a paragraph. Newshouse's captions and credits, which it marks as such, are no part
of the body (`with captions` shows the figure with them). newspaper4k wants further libraries for
some languages; without them it reads such a page as English. `pip install '.[bench]'` brings
newspaper4k; readability-lxml 0.9 forbids the chardet that the readers need, and works with it:
`pip install --no-deps readability-lxml==0.9`.

Speed is pages per second of CPU time, metadata included (readability has but a title), without
loading libraries, each page going through all systems before the next: load on the machine hits all
alike.

Newshouse's model was trained on these pages (`training/html_article.py`): for its body measures,
the figures on sites kept aside in `training/HTML_ARTICLE.md` are the ones to expect of others.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from etl.normalize.dates import DateHints, parse_date
from etl.normalize.language import identify
from etl.readers.base import RawDocument, Source
from etl.readers.formats import html as html_reader
from etl.readers.html_blocks import fragment_blocks
from etl.readers.text_decoding import decode

PAGES = Path(__file__).resolve().parents[2] / "shared" / "archives" / "html"
LIST_MARK = re.compile(r"^[-*•–]\s+")
WORD = re.compile(r"\w+")
FEW = 5
"""Languages with fewer pages than this are shown together."""


@dataclass(slots=True)
class Page:
    """A page and the truth about it; what the set does not know is None."""

    name: str
    data: bytes
    body: str = ""
    paragraphs: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    title: str | None = None
    authors: list[str] | None = None
    published: datetime | None = None
    language: str = ""


@dataclass(slots=True)
class Answer:
    """What a system makes of a page."""

    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    title: str | None = None
    authors: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)


System = Callable[[bytes, str], Answer]


def read_scrapinghub(folder: Path) -> Iterator[Page]:
    """Pages with their bodies."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for key in sorted(truth):
        data = gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes())
        yield Page(key, data, body=truth[key]["articleBody"])


def read_wcxb(folder: Path) -> Iterator[Page]:
    """Pages with their bodies."""
    for path in sorted((folder / "ground-truth").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))["ground_truth"]
        if not truth.get("main_content"):
            continue
        file = next((folder / "html").glob(f"{path.stem}.html*"))
        data = file.read_bytes()
        if file.suffix == ".gz":
            data = gzip.decompress(data)
        yield Page(path.stem, data, body=truth["main_content"])


def _natural(text: str) -> list[int | str]:
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", text)]


def read_fundus(folder: Path) -> Iterator[Page]:
    """Pages with paragraphs and metadata: versions of a parser and dates of pages pair in order."""
    for path in sorted((folder / "parser" / "test_data").glob("*/*.json")):
        versions = json.loads(path.read_text(encoding="utf-8"))
        pages = sorted(path.parent.glob(f"{path.stem}_????_??_??.html.gz"))
        for version, file in zip(sorted(versions, key=_natural), pages, strict=True):
            truth = versions[version]
            body = truth["body"]
            headings = [line for part in body["sections"] for line in part["headline"]]
            paragraphs = [
                *body["summary"],
                *(line for part in body["sections"] for line in part["paragraphs"]),
            ]
            yield Page(
                f"{path.parent.name}/{file.name.removesuffix('.html.gz')}",
                gzip.decompress(file.read_bytes()),
                body="\n".join(paragraphs),
                paragraphs=paragraphs,
                headings=headings,
                title=truth.get("title"),
                authors=truth.get("authors"),
                published=datetime.fromisoformat(truth["publishing_date"])
                if truth.get("publishing_date")
                else None,
            )


SETS: Mapping[str, Callable[[Path], Iterator[Page]]] = {
    "scrapinghub": read_scrapinghub,
    "wcxb": read_wcxb,
    "fundus": read_fundus,
}


def newshouse(data: bytes, _text: str) -> Answer:
    """This project's reader."""
    outcomes = html_reader.read(Source(name="page.html", open=lambda: io.BytesIO(data)))
    document = next((item for item in outcomes if isinstance(item, RawDocument)), None)
    if document is None:
        return Answer()
    aside = ("caption", "credit")
    return Answer(
        paragraphs=[text for kind, text in document.blocks if kind not in aside],
        captions=[text for kind, text in document.blocks if kind in aside],
        title=document.title.value if document.title else None,
        authors=list(document.authors.values) if document.authors else [],
        dates=[candidate.value for candidate in document.published],
    )


def _trafilatura(text: str, *, favor_precision: bool) -> Answer:
    from trafilatura import bare_extraction

    found: Any = bare_extraction(
        text, with_metadata=True, include_comments=False, favor_precision=favor_precision
    )
    if found is None:
        return Answer()
    return Answer(
        paragraphs=(found.text or "").split("\n"),
        title=found.title,
        authors=[name.strip() for name in (found.author or "").split(";") if name.strip()],
        dates=[found.date] if found.date else [],
    )


def trafilatura(_data: bytes, text: str) -> Answer:
    """Trafilatura with its defaults and metadata."""
    return _trafilatura(text, favor_precision=False)


def trafilatura_precision(_data: bytes, text: str) -> Answer:
    """Trafilatura, precision before recall, with metadata."""
    return _trafilatura(text, favor_precision=True)


def newspaper4k(_data: bytes, text: str) -> Answer:
    """Newspaper4k without fetching anything."""
    import newspaper

    article = newspaper.Article("http://example.org/", fetch_images=False)
    article.download(input_html=text)
    try:
        article.parse()
    except (ImportError, LookupError):
        # A language for which it wants a library or NLTK's data: as English, without them.
        article = newspaper.Article("http://example.org/", language="en", fetch_images=False)
        article.download(input_html=text)
        article.parse()
    published = article.publish_date
    return Answer(
        paragraphs=re.split(r"\n+", article.text),
        title=article.title or None,
        authors=list(article.authors),
        dates=[published.isoformat() if isinstance(published, datetime) else str(published)]
        if published
        else [],
    )


def readability(_data: bytes, text: str) -> Answer:
    """readability-lxml: the body and a title."""
    import readability as library

    try:
        document = library.Document(text)
        summary = document.summary(html_partial=True)
        title = document.short_title()
    except library.readability.Unparseable:
        return Answer()
    return Answer(paragraphs=[block.text for block in fragment_blocks(summary)], title=title)


SYSTEMS: Mapping[str, tuple[System, str]] = {
    "newshouse": (newshouse, "etl"),
    "trafilatura": (trafilatura, "trafilatura"),
    "trafilatura-precision": (trafilatura_precision, "trafilatura"),
    "newspaper4k": (newspaper4k, "newspaper"),
    "readability-lxml": (readability, "readability"),
}
"""Name -> how it is called, and the module without which it is left out."""


def plain(text: str) -> str:
    """NFKC with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def lines(paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs in the form in which they are compared."""
    found = (LIST_MARK.sub("", plain(paragraph)) for paragraph in paragraphs)
    return [line for line in found if line]


def shingle_shares(truth: str, found: str) -> tuple[float, float, float]:
    """True and false positives and false negatives of 4-grams, as shares of their sum."""

    def shingles(text: str) -> Counter[tuple[str, ...]]:
        words = WORD.findall(text)
        return Counter(
            words_of for i in range(max(1, len(words) - 3)) if (words_of := tuple(words[i : i + 4]))
        )

    wanted, given = shingles(truth), shingles(found)
    right = (wanted & given).total()
    counts = right, given.total() - right, wanted.total() - right
    total = sum(counts)
    return tuple(count / total for count in counts) if total else (0.0, 0.0, 0.0)  # type: ignore[return-value]


def f1(right: float, found: float, wanted: float) -> float:
    """The harmonic mean of precision and recall; 1 where nothing was wanted or found."""
    return 2 * right / (found + wanted) if found + wanted else 1.0


def bag_f1(truth: Sequence[str], found: Sequence[str]) -> float:
    """F1 of a multiset."""
    wanted, given = Counter(truth), Counter(found)
    return f1((wanted & given).total(), given.total(), wanted.total())


def same_title(truth: str, found: str | None) -> bool:
    """Whether the titles are equal."""
    return found is not None and plain(found) == plain(truth)


def same_authors(truth: Sequence[str], found: Sequence[str]) -> bool:
    """Whether the sets of names are equal."""
    return {plain(name).casefold() for name in truth} == {plain(name).casefold() for name in found}


def found_moment(
    dates: Sequence[str], language: str, truth: datetime
) -> tuple[date, datetime | None] | None:
    """The day in the truth's zone, and the moment where one is known; None where no date is."""
    for written in dates:
        parsed = parse_date(written, DateHints(language=language or None))
        if parsed is None:
            continue
        moment = parsed.moment
        if moment is None:
            return parsed.day, None
        if parsed.timezone_assumed or truth.tzinfo is None:
            # As written: an assumed zone is UTC; a truth without a zone is the outlet's clock.
            local = moment if parsed.timezone_assumed else _as_written(written, moment)
            local = local.replace(tzinfo=truth.tzinfo)
        else:
            local = moment.astimezone(truth.tzinfo)
        return local.date(), local
    return None


def _as_written(written: str, moment: datetime) -> datetime:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return moment


class Tally:
    """The scores of one system on one set."""

    def __init__(self) -> None:
        self.scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        self.by_page: dict[str, float] = {}
        self.seconds = 0.0
        self.pages = 0

    def add(self, page: Page, measure: str, value: float) -> None:
        """Note a score of a page, for all pages and those of its language."""
        self.scores[measure]["all"].append(value)
        self.scores[measure][page.language].append(value)

    def mean(self, measure: str, language: str = "all") -> float | None:
        """The figure of a measure; None where no page has it."""
        if measure in RATIOS and RATIOS[measure][0] in self.scores:
            precision, recall = (self.mean(part, language) for part in RATIOS[measure])
            if precision is None or recall is None:
                return None
            return f1(precision * recall, precision, recall) if precision + recall else 0.0
        values = self.scores[measure].get(language)
        return statistics.fmean(values) if values else None


RATIOS: Mapping[str, tuple[str, str]] = {
    "4-gram F1": ("precision", "recall"),
    "with captions": ("precision with captions", "recall with captions"),
}
"""Measures of a whole set: harmonic means of the means of these."""
MEASURES: Mapping[str, tuple[str, ...]] = {
    "scrapinghub": ("4-gram F1", "precision", "recall", "with captions"),
    "wcxb": ("token F1", "with captions"),
    "fundus": (
        "paragraph F1",
        "no subheads",
        "with captions",
        "all right",
        "title",
        "authors",
        "day",
        "minute",
    ),
}


def score(tally: Tally, name: str, page: Page, answer: Answer) -> None:
    """Compare an answer with the truth."""
    text = "\n".join(answer.paragraphs)
    if name == "scrapinghub":
        with_captions = "\n".join([text, *answer.captions])
        for suffix, found in ((" with captions", with_captions), ("", text)):
            right, false, missed = shingle_shares(page.body, found)
            if right + false:
                tally.add(page, f"precision{suffix}", right / (right + false))
            if right + missed:
                tally.add(page, f"recall{suffix}", right / (right + missed))
            tally.by_page[page.name] = f1(right, right + false, right + missed)
    elif name == "wcxb":
        wanted = WORD.findall(page.body.lower())
        value = bag_f1(wanted, WORD.findall(text.lower()))
        tally.add(page, "token F1", value)
        tally.by_page[page.name] = value
        captions = WORD.findall("\n".join(answer.captions).lower())
        tally.add(page, "with captions", bag_f1(wanted, WORD.findall(text.lower()) + captions))
    else:
        _score_fundus(tally, page, answer)


def _score_fundus(tally: Tally, page: Page, answer: Answer) -> None:
    paragraphs, headings = lines(page.paragraphs), lines(page.headings)
    found = lines(answer.paragraphs)
    value = bag_f1(paragraphs + headings, found)
    tally.by_page[page.name] = value
    tally.add(page, "paragraph F1", value)
    tally.add(page, "all right", float(value == 1.0))
    tally.add(page, "with captions", bag_f1(paragraphs + headings, found + lines(answer.captions)))
    # Multisets: a subheading takes away one of its like.
    without = list((Counter(found) - Counter(headings)).elements())
    tally.add(page, "no subheads", bag_f1(paragraphs, without))
    if page.title:
        tally.add(page, "title", float(same_title(page.title, answer.title)))
    if page.authors:
        tally.add(page, "authors", float(same_authors(page.authors, answer.authors)))
    if page.published:
        moment = found_moment(answer.dates, page.language, page.published)
        tally.add(page, "day", float(moment is not None and moment[0] == page.published.date()))
        if page.published.replace(tzinfo=None).time() != datetime.min.time():
            right = moment is not None and moment[1] is not None
            if right:
                assert moment is not None
                assert moment[1] is not None
                wanted = page.published.replace(second=0, microsecond=0)
                right = moment[1].replace(second=0, microsecond=0) == wanted
            tally.add(page, "minute", float(right))


def available(names: Sequence[str]) -> dict[str, System]:
    """The systems asked for that are installed; the rest are named on stderr."""
    import importlib.util

    found = {}
    for name in names:
        system, module = SYSTEMS[name]
        if importlib.util.find_spec(module) is None:
            print(f"{name} is not installed and left out; see --help", file=sys.stderr)
        else:
            found[name] = system
    return found


def measure(name: str, pages: Sequence[Page], systems: Mapping[str, System]) -> dict[str, Tally]:
    """Run every system over every page, page by page."""
    tallies = {system: Tally() for system in systems}
    for call in systems.values():
        # Libraries and models are loaded before the clock runs.
        call(pages[0].data, decode(pages[0].data))
    for page in pages:
        text = decode(page.data)
        for system, call in systems.items():
            begin = time.process_time()
            answer = call(page.data, text)
            tallies[system].seconds += time.process_time() - begin
            tallies[system].pages += 1
            score(tallies[system], name, page, answer)
    return tallies


def _languages(pages: Sequence[Page]) -> list[str]:
    """Languages of the pages, by what their true text is; few pages of one are `other`."""
    for page in pages:
        found = identify(page.body)
        page.language = found[0] if found else "other"
    counts = Counter(page.language for page in pages)
    for page in pages:
        if counts[page.language] < FEW:
            page.language = "other"
    return [key for key, _ in Counter(page.language for page in pages).most_common()]


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def show(name: str, tallies: Mapping[str, Tally], languages: Sequence[str]) -> dict[str, Any]:
    """Print the table of one set; the same figures as plain data."""
    measures = MEASURES[name]
    count = next(iter(tallies.values())).pages
    print(f"\n{name} ({count} pages)")
    width = max(map(len, tallies))
    print(f"{'':{width}}  " + "".join(f"{title:>15}" for title in (*measures, "pages/CPU s")))
    figures: dict[str, Any] = {}
    for system, tally in tallies.items():
        row = {title: tally.mean(title) for title in measures}
        speed = tally.pages / tally.seconds
        cells = [*map(_cell, row.values()), f"{speed:.1f}"]
        print(f"{system:{width}}  " + "".join(f"{cell:>15}" for cell in cells))
        figures[system] = {
            **row,
            "pages per CPU second": speed,
            "languages": {
                language: {title: tally.mean(title, language) for title in measures}
                for language in languages
            },
        }
    if len(languages) > 1:
        main = measures[0]
        first = next(iter(tallies.values())).scores
        counted = first.get("paragraph F1") or first.get("token F1") or first["recall"]
        heads = [f"{language} ({len(counted[language])})" for language in languages]
        print(f"{main + ', by language':{width}}  " + "".join(f"{head:>13}" for head in heads))
        for system, tally in tallies.items():
            cells = [_cell(tally.mean(main, language)) for language in languages]
            print(f"{system:{width}}  " + "".join(f"{cell:>13}" for cell in cells))
    return figures


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options, run, print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, default=PAGES, help="folder with the three sets")
    parser.add_argument("--only", choices=SETS, action="append", help="this set (may be repeated)")
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="which, with commas")
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--worst", type=int, default=0, help="name the worst pages of the first")
    options = parser.parse_args(arguments)
    unknown = set(options.systems.split(",")) - set(SYSTEMS)
    if unknown:
        parser.error(
            f"unknown systems {', '.join(sorted(unknown))}; there are {', '.join(SYSTEMS)}"
        )
    if not options.pages.is_dir():
        parser.error(f"no folder {options.pages}; name one that holds {', '.join(SETS)}: --pages")
    systems = available(options.systems.split(","))
    figures = {}
    seconds: defaultdict[str, float] = defaultdict(float)
    total = 0
    for name in options.only or SETS:
        pages = list(SETS[name](options.pages / name))
        languages = _languages(pages)
        tallies = measure(name, pages, systems)
        figures[name] = show(name, tallies, languages)
        total += len(pages)
        for system, tally in tallies.items():
            seconds[system] += tally.seconds
        first = next(iter(tallies.values())).by_page
        for page in sorted(first, key=lambda key: first[key])[: options.worst]:
            print(f"  {first[page]:.3f} {page}")
    print(f"\npages per CPU second, all {total} pages, metadata included")
    for system, spent in seconds.items():
        print(f"  {system:24}{total / spent:8.1f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
