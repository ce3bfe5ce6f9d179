"""What the exports of LexisNexis and Nexis Uni have in common, whatever file they are written as.

Belongs here: from the pieces of one document (outlet, date, headline, labelled fields, text) to its
fields, in the layouts and interface languages there are, and the count of documents that a file
states. Does not belong here: cutting a text, HTML or Word file into documents and pieces.

Exports come in two orders. The older (TXT, HTML): outlet, date, headline, fields, text, fields,
copyright; in the oldest the headline is a field (`HEADLINE:`). Nexis Uni (DOCX): headline, outlet,
date, copyright, fields, `Body`, text, `Classification`, fields. Layouts change without notice, so
that nothing here counts lines: pieces are told by their labels, their dates and their place between
them. Labels in English, German, French, Spanish, Italian and Dutch, as the interface writes them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from etl.contracts.articles import ParagraphKind
from etl.readers.base import Block, RawDocument, Rejected, Sourced, SourcedList
from etl.readers.plain import blocks as plain_blocks


class Piece(NamedTuple):
    """A stretch of a document between blank lines, or a paragraph."""

    lines: tuple[str, ...]
    centred: bool = False
    bold: bool = False
    """Begins in bold type: Nexis Uni writes its labels so, in mixed case."""
    kind: ParagraphKind = "body"
    wrapped: bool = False
    """Whether line ends are those of a page."""

    @property
    def text(self) -> str:
        """On one line."""
        return " ".join(" ".join(self.lines).split())


LABELS: dict[str, tuple[str, ...]] = {
    "title": ("HEADLINE", "SCHLAGZEILE", "ÜBERSCHRIFT", "TITRE", "TITULAR", "TITOLO", "KOP"),
    "byline": ("BYLINE", "AUTHOR", "AUTOR", "AUTEUR", "VERFASSER", "AUTORE"),
    "section": ("SECTION", "RUBRIK", "RUBRIQUE", "RESSORT", "SECCIÓN", "SECCION", "SEZIONE"),
    "length": ("LENGTH", "LÄNGE", "LAENGE", "LONGUEUR", "LONGITUD", "LUNGHEZZA", "LENGTE"),
    "dateline": ("DATELINE", "ORTSMARKE", "LIEU"),
    "highlight": ("HIGHLIGHT", "HIGHLIGHTS", "ZUSAMMENFASSUNG", "RÉSUMÉ", "RESUME"),
    "encart": ("ENCART", "INSERT"),
    "body": ("BODY", "TEXT", "HAUPTTEXT", "CORPS", "TEXTE", "CUERPO", "TESTO"),
    "load_date": ("LOAD-DATE", "UPDATE", "LADEDATUM", "DATE-CHARGEMENT", "FECHA-CARGA"),
    "language": ("LANGUAGE", "SPRACHE", "LANGUE", "IDIOMA", "LENGUA", "LINGUA", "TAAL"),
    "publication_type": (
        "PUBLICATION-TYPE",
        "TYPE-PUBLICATION",
        "PUBLIKATIONSTYP",
        "PUBLIKATIONSART",
        "TIPO-PUBLICACION",
    ),
    "subject": ("SUBJECT", "SUBJECTS", "THEMA", "THEMEN", "SUJET", "TEMA", "ONDERWERP"),
    "company": ("COMPANY", "UNTERNEHMEN", "FIRMA", "SOCIÉTÉ", "SOCIETE", "EMPRESA", "SOCIETA"),
    "organization": ("ORGANIZATION", "ORGANISATION", "ORGANIZACION"),
    "person": ("PERSON", "PERSONNE", "PERSONEN", "PERSONA"),
    "geographic": (
        "GEOGRAPHIC",
        "GEO-LOCALIZATION",
        "LOCALISATION-GEO",
        "GEOGRAPHIE",
        "GEOGRAFISCH",
        "GEOGRAFIA",
    ),
    "city": ("CITY", "STADT", "VILLE"),
    "state": ("STATE", "BUNDESLAND", "RÉGION", "REGION"),
    "country": ("COUNTRY", "LAND", "PAYS"),
    "industry": ("INDUSTRY", "ACTIVITY-SECTOR", "SECTEUR-ACTIVITE", "BRANCHE"),
    "ticker": ("TICKER", "STOCK-SYMBOL", "SYMBOLE-BOURSIER", "BÖRSENKÜRZEL"),
    "journal_code": ("JOURNAL-CODE", "ZEITUNGS-CODE", "CODE-REVUE"),
    "graphic": ("GRAPHIC", "GRAPHICS", "GRAFIK", "GRAPHIQUE", "ILLUSTRATION"),
    "correction": ("CORRECTION", "KORREKTUR", "BERICHTIGUNG"),
    "correction_date": ("CORRECTION-DATE", "KORREKTURDATUM", "DATE-CORRECTION"),
    "notes": ("NOTES", "NOTE", "ANMERKUNGEN", "REMARQUES"),
    "url": ("URL",),
    "type": ("TYPE", "ART"),
    "document_type": ("DOCUMENT-TYPE", "DOKUMENTTYP", "TYPE-DOCUMENT"),
    "series": ("SERIES", "SERIE", "SÉRIE"),
    "distribution": ("DISTRIBUTION",),
    "name": ("NAME",),
    "accession_number": ("ACC-NO", "ACCESSION-NUMBER"),
    "column": ("COLUMN", "KOLUMNE"),
    "edition": ("EDITION", "AUSGABE", "ÉDITION"),
}
_NAMES = {label: name for name, labels in LABELS.items() for label in labels}
HEAD = {
    "title", "byline", "section", "length", "dateline", "highlight", "encart", "graphic", "type",
    "series", "column", "edition", "distribution", "correction", "name", "url",
}  # fmt: skip
"""Fields that stand above the text; all others end it."""
LONE_MARKERS = {
    "BODY": "body",
    "HAUPTTEXT": "body",
    "CORPS": "body",
    "CLASSIFICATION": "tail",
    "KLASSIFIZIERUNG": "tail",
    "KLASSIFIKATION": "tail",
    "END OF DOCUMENT": "end",
    "ENDE DES DOKUMENTS": "end",
    "FIN DU DOCUMENT": "end",
    "GRAPHIC": "graphic",
    "NOTES": "notes",
    "CORRECTION": "correction",
}
"""Headings without a colon that Nexis Uni sets in bold on lines of their own."""
INDEXED = ("subject", "company", "organization", "person", "geographic", "industry", "ticker")
"""Fields of index terms; industry and ticker stay out of the tags."""
TAGS = INDEXED[:5]

_LABEL = re.compile(r"\s*([^\W\d_][^\W\d_ .-]*(?:[ -][^\W\d_.-]+){0,2})\s*:[\s\u00a0]*(.*)")
_COPYRIGHT = re.compile(
    r"(?:copyright\b|©|\(c\)\s|alle rechte\b|all rights reserved|tous droits|todos los derechos)",
    re.IGNORECASE,
)
_WEEKDAYS = (
    "mon|tues|wednes|thurs|fri|satur|sun|montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    "sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|"
    "miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|"
    "domenica|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
)
_WEEKDAY = rf"(?:{_WEEKDAYS})(?:day)?\b"
_MONTH_WORD = r"[^\W\d_]{3,12}\.?"
_DATE = re.compile(
    rf"(?:{_WEEKDAY},?\s+)?"
    rf"(?:{_MONTH_WORD}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:\.|er|st|nd|rd|th)?\s+(?:de\s+)?{_MONTH_WORD}\s+(?:de\s+)?\d{{4}}"
    rf"|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}|(?P<month>{_MONTH_WORD},?\s+\d{{4}}))\b"
    rf"(?P<weekday>,?\s+{_WEEKDAY})?"
    r"(?P<time>,?\s+\d{1,2}[:.]\d{2}(?:\s*[AP]\.?M\b\.?)?(?:\s+[A-Z]{2,5}\b)?)?",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"\s*(?:pg\.?|pp?\.|page|seite|s\.|pag\.|blz\.|part|teil|column|col\.|spalte|version|"
    r"section|vol\.|nr\.|no\.)\s*[:\d][\w,\s.-]*|\s*(?:section|part)\s+[A-Z\d]{1,3}|"
    r"\s*pg\.\s*\S+",
    re.IGNORECASE,
)
_RELEVANCE = re.compile(r"\s*\(\d{1,3}\s*%\)")
_UNDELIVERED = re.compile(
    r"we are sorry but there is an error in this document and it is not possible to display it",
    re.IGNORECASE,
)
LOOK_AHEAD = 6
"""Pieces after the date among which a field still makes those before it a headline."""


@dataclass(slots=True)
class _Document:
    """What the pieces of a document turn out to be."""

    before_date: list[Piece] = field(default_factory=list)
    date: str | None = None
    after_date: list[Piece] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)
    copyright: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    """What stands beside the date: the edition, `Correction Appended`."""
    body: list[Piece] = field(default_factory=list)

    def add(self, name: str, value: str) -> None:
        values = self.fields.setdefault(name, [])
        if value.strip():
            values.append(value)

    def one(self, name: str) -> str | None:
        """On one line."""
        return " ".join(" ".join(self.fields.get(name, ())).split()) or None


def label_of(piece: Piece) -> tuple[str, str] | None:
    """The field that a piece's label names and its value; None where it has no label.

    A name that is in no list comes as it is written, in small letters.
    """
    found = _LABEL.match(" \n".join(piece.lines))
    if found is None:
        return None
    written = found.group(1)
    if not (written.isupper() or piece.bold):
        return None
    key = re.sub(r"\s+", "-", written.upper())
    value = "\n".join(piece.lines).partition(":")[2]
    return _NAMES.get(key, key.lower().replace("-", "_")), value


def _marker(piece: Piece) -> str | None:
    if len(piece.lines) > 1 or not piece.bold:
        return None
    return LONE_MARKERS.get(piece.text.rstrip(":").upper())


def find_date(line: str) -> tuple[str, str] | None:
    """The date that a line begins with, and what else it says; None where it does not."""
    found = _DATE.search(line)
    if found is None or line[: found.start()].strip(" ,;"):
        return None
    rest = line[found.end() :].strip(" ,;\u00a0")
    if found["month"] and rest:
        return None  # any word before a year: `The 2012 report`
    return found.group().strip(" ,"), rest


def _take_copyright(piece: Piece, document: _Document) -> Piece | None:
    """The piece without its lines of copyright; None where nothing is left."""
    if not any(_COPYRIGHT.match(line.strip()) for line in piece.lines):
        return piece
    rest = [line for line in piece.lines if not _COPYRIGHT.match(line.strip())]
    document.copyright += [line.strip() for line in piece.lines if _COPYRIGHT.match(line.strip())]
    return piece._replace(lines=tuple(rest)) if any(map(str.strip, rest)) else None


def _is_head_label(piece: Piece) -> bool:
    label = label_of(piece)
    return label is not None and label[0] in HEAD | {"body"}


def _head(pieces: Sequence[Piece], document: _Document) -> int:
    """Take what stands above the text; the number of pieces taken."""
    marked = next((i for i, p in enumerate(pieces) if _marker(p) == "body"), None)
    labelled = False
    for i, piece in enumerate(pieces):
        if _marker(piece) in {"body", "end"}:
            return i + 1
        if _marker(piece) == "tail":
            return i
        label = label_of(piece)
        if label is not None and label[0] == "body":
            document.body.append(piece._replace(lines=tuple(label[1].strip("\n").split("\n"))))
            return i + 1
        if label is not None and (label[0] in HEAD or (marked is not None and i < marked)):
            document.add(*label)
            labelled = labelled or label[0] != "title"
            continue
        if label is not None and label[0] in LABELS:
            return i
        rest = _take_copyright(piece, document)
        if rest is None:
            continue
        if document.date is None and (dated := find_date(rest.lines[0].strip())) is not None:
            document.date = dated[0]
            document.notices += [dated[1]] if dated[1] else []
            document.notices += [line.strip() for line in rest.lines[1:] if line.strip()]
        elif document.date is None and not labelled:
            document.before_date.append(rest)
        elif marked is not None and i < marked:
            document.after_date.append(rest)
        elif labelled or (
            document.after_date and not any(map(_is_head_label, pieces[i + 1 : i + 1 + LOOK_AHEAD]))
        ):
            return i
        else:
            document.after_date.append(rest)
    return len(pieces)


def _text_and_tail(pieces: Sequence[Piece], document: _Document) -> None:
    current: str | None = None
    tail = False
    for i, piece in enumerate(pieces):
        marker = _marker(piece)
        if marker == "end":
            return
        if marker is not None and marker != "body":
            tail, current = True, marker if marker != "tail" else None
            continue
        label = label_of(piece)
        known = label is not None and label[0] in LABELS and label[0] not in {"body", "title"}
        if label is not None and (tail or known) and (known or "_" in label[0] or piece.bold):
            tail, current = True, label[0]
            document.add(*label)
            continue
        if piece.centred and (tail or i == len(pieces) - 1):
            document.copyright += [line.strip() for line in piece.lines if line.strip()]
            continue
        rest = _take_copyright(piece, document) if tail or i >= len(pieces) - 2 else piece
        if rest is None:
            continue
        if tail and current is not None:
            document.add(current, "\n".join(rest.lines))
        elif tail:
            document.add("more", "\n".join(rest.lines))
        else:
            document.body.append(rest)


def _heading(pieces: Sequence[Piece]) -> tuple[str | None, str | None]:
    """Headline and what stands below it: a line that ends with `;` parts them."""
    if not pieces:
        return None, None
    lines = [line.strip() for line in pieces[0].lines if line.strip()]
    cut = next((i for i, line in enumerate(lines[:-1]) if line.endswith(";")), None)
    if cut is None:
        title, below = " ".join(lines), []
    else:
        title, below = " ".join(lines[: cut + 1]).rstrip("; "), lines[cut + 1 :]
    below += [piece.text for piece in pieces[1:]]
    return title or None, " ".join(below) or None


def _section(written: str | None) -> tuple[str | None, str | None]:
    """`NEWS; Pg. 3` as section and page."""
    parts = [part.strip() for part in (written or "").split(";") if part.strip()]
    named = [part for part in parts if not _PAGE.fullmatch(part)]
    placed = [part for part in parts if _PAGE.fullmatch(part)]
    return "; ".join(named) or None, "; ".join(placed) or None


def _terms(values: Sequence[str]) -> list[str]:
    return [
        term for value in values for part in value.split(";") if (term := " ".join(part.split()))
    ]


def _body_blocks(pieces: Sequence[Piece]) -> list[Block]:
    found: list[Block] = []
    for piece in pieces:
        if piece.wrapped:
            found += plain_blocks("\n".join(piece.lines))
        else:
            found += [
                Block(piece.kind, text) for line in piece.lines if (text := " ".join(line.split()))
            ]
    return found


def parse(pieces: Sequence[Piece], position: int) -> RawDocument | Rejected:
    """One document of an export.

    Args:
        pieces: of the document alone, without the line that counts it.
        position: of the document in its file.
    """
    pieces = [piece for piece in pieces if piece.text]
    if any(_UNDELIVERED.search(piece.text) for piece in pieces):
        return Rejected(
            position=position,
            code="not_delivered",
            message="the database put an error message in this document's place; export it again",
        )
    document = _Document()
    taken = _head(pieces, document)
    _text_and_tail(pieces[taken:], document)
    blocks = _body_blocks(document.body)
    if not blocks:
        return Rejected(
            position=position,
            code="no_text",
            message="a document without text: found the fields "
            f"{', '.join(document.fields) or '(none)'}; export it with its full text",
        )
    return _fill(document, blocks, position)


def _fill(document: _Document, blocks: list[Block], position: int) -> RawDocument:
    before, after = document.before_date, document.after_date
    labelled = document.one("title")
    if labelled is None and not after and len(before) > 1 and not before[0].centred:
        # Nexis Uni: the headline comes first.
        title, subtitle = _heading(before[:1])
        outlet = before[-1].text
    else:
        title, subtitle = _heading(after)
        outlet = " ".join(piece.text for piece in before) or None  # type: ignore[assignment]
    if labelled is not None:
        title, subtitle = _heading([Piece(tuple(document.fields["title"][0].split("\n")))])
    highlight = document.one("highlight")
    if subtitle is None:
        subtitle, highlight = highlight, None
    section, page = _section(document.one("section"))
    byline = document.one("byline")
    language = document.one("language")
    correction_date = document.one("correction_date")
    extra: dict[str, object] = {
        name: "\n".join(" ".join(value.split()) for value in values)
        for name, values in document.fields.items()
        if values
        and name not in {"title", "byline", "dateline", "highlight", "language", "url", *INDEXED}
    }
    extra |= {name: _terms(document.fields[name]) for name in INDEXED if name in document.fields}
    if highlight:
        extra["highlight"] = highlight
    if page:
        extra["page"] = page
    else:
        extra.pop("section", None)
    if document.notices:
        extra["edition"] = "; ".join(notice.rstrip("; ") for notice in document.notices)
    terms = [
        _RELEVANCE.sub("", term).strip()
        for name in TAGS
        for term in _terms(document.fields.get(name, ()))
    ]
    return RawDocument(
        position=position,
        blocks=blocks,
        title=Sourced(title, "HEADLINE" if labelled else "headline") if title else None,
        subtitle=subtitle,
        authors=SourcedList((byline,), "BYLINE") if byline else None,
        outlet=Sourced(outlet, "publication") if outlet else None,
        url=document.one("url"),
        external_id=document.one("accession_number"),
        section=section,
        tags=tuple(dict.fromkeys(terms)),
        published=(Sourced(document.date, "date line"),) if document.date else (),
        updated=(Sourced(_date_of(correction_date), "CORRECTION-DATE"),) if correction_date else (),
        language=Sourced(language, "LANGUAGE") if language else None,
        dateline=document.one("dateline"),
        copyright=" ".join(document.copyright) or None,
        extra=extra,
    )


def _date_of(text: str) -> str:
    found = find_date(text)
    return found[0] if found else text


@dataclass(frozen=True, slots=True)
class Count:
    """What a file states about how many documents it holds."""

    stated: int
    where: str
    """The words that state it."""


def compare(found: int, count: Count | None, position: int) -> Rejected | None:
    """A reject where a file holds another number of documents than it states."""
    if count is None or found == count.stated:
        return None
    return Rejected(
        position=position,
        code="count_differs",
        message=f"the file states {count.stated:,} documents ({count.where}), found {found:,}; "
        "export the missing ones again, or report this layout",
    )


def count_items(request: str) -> int | None:
    """How many documents a request like `1-10, 12` names; None where it names no numbers."""
    total = 0
    for part in re.split(r"[,;]\s*", request.strip()):
        if found := re.fullmatch(r"(\d{1,6})\s*[-–]\s*(\d{1,6})", part.strip()):
            total += int(found.group(2)) - int(found.group(1)) + 1
        elif part.strip().isdigit():
            total += 1
        else:
            return None
    return total if total > 0 else None


REQUEST = re.compile(
    r"(?:Download Request|Print Request|Ladeauftrag|Druckauftrag|Demande de t[ée]l[ée]chargement)"
    r"\s*:.*?:\s*([\d,; –-]+)",
    re.IGNORECASE,
)
"""The cover page's list of documents (`Download Request: Selected Items: 1-10`)."""


def request_count(cover: str) -> Count | None:
    """What a cover page states."""
    found = REQUEST.search(cover)
    number = count_items(found.group(1)) if found else None
    return Count(number, " ".join(found.group().split())) if found and number else None


SPLIT_SIZES = {50, 100, 200, 250, 500, 1000}
"""Documents that Nexis puts into one file at most: a file of exactly so many is one of several."""


def sequence_count(numbers: Sequence[tuple[int, int]]) -> Count | None:
    """What the lines `n of N DOCUMENTS` of a file without a cover page state.

    None where the file may be one part of several: it holds as many as a file may, and leaves
    none out.
    """
    if not numbers:
        return None
    first, last = numbers[0][0], numbers[-1][0]
    # Some exports state another N in one line or the other: the most frequent counts.
    totals = [total for _, total in numbers]
    total = max(set(totals), key=totals.count)
    if last - first + 1 == len(numbers) and len(numbers) in SPLIT_SIZES and last < total:
        return None
    return Count(total - first + 1, f"{first} to {total} of {total} DOCUMENTS")
