"""The dateline of an article: `ISLAMABAD/BEIJING:`, `LONDON, May 3 (Reuters) -`.

Belongs here: finding it at the head of the text, and the places, date and agency in it. Does not
belong here: what its agency means for the article (`wire`).

A dateline is a head of one to five places, then a date or an agency or neither, then a dash or a
colon. Without a list of all the world's places the form has to decide. A date, or an agency's
signature, is proof enough, whatever the places' letters. Without either, the places must stand in
capitals, in a paragraph that does not, and must not be a label that news uses (`BREAKING:`), an
acronym (`NASA:`), or one of several such heads, as in interviews.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from etl.normalize.agencies import FORM, Agency, agency_named, agency_of_signature
from etl.normalize.months import MONTHS
from etl.normalize.text import word_set

MAX_CHARS = 120
"""A dateline ends within so many characters."""
FIRST_PARAGRAPHS = 3
"""It stands in one of so many first paragraphs."""


class Dateline(NamedTuple):
    """A dateline as printed, without the colon or dash that closes it."""

    text: str
    places: tuple[str, ...]
    agency: Agency | None
    date_text: str | None
    """`May 3`, as printed."""


_MONTH = "(?:" + "|".join(sorted(map(re.escape, MONTHS), key=lambda m: (-len(m), m))) + r")\b\.?"
_YEAR = r"(?:1[6-9]|20)\d\d"
_DATE = re.compile(
    rf"(?:{_MONTH}\s?\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s{_YEAR})?"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s(?:de\s)?{_MONTH}(?:,?\s(?:de\s)?{_YEAR})?)$",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    r"\s*:(?=\s|$)|\s*(?:--+|[—–―])\s*|\s+[-_]\s*|(?<=[\w.)/])-(?=\s|$)|(?<=[)\]/])\.-?(?=\s|$)"
)
"""Dash or colon; `(AP) _`, as old wires wrote it; `(EFE).-` and `/TASS/.`, as these agencies do."""
_SIGNATURE = re.compile(r"[(\[]\s*([^()\[\]]{2,40}?)\s*[)\]]?$|/\s?([^/]{2,40}?)\s?/$")
_WORD = r"[^\W\d_][\w.'’]*"
_PLACES = re.compile(rf"{_WORD}(?:(?:\s?/\s?|-|\s?,\s?|\s(?:&\s)?){_WORD}){{0,9}}")
_OPENING_SIGNATURE = re.compile(
    rf"(?:[(\[/]\s?({FORM})(?:\s[\w ]{{1,20}})?\s?[)\]/]?|({FORM}))(?:{_CLOSE.pattern})"
)
_SIGNED_SOMEWHERE = re.compile(r"[)\]/]\s*(?:[-:—–]|$)")
_DEBRIS = " ,-–—"
_MAX_CLOSES = 4
"""So many dashes and colons are tried as the end of the head: `BOSTON--(BUSINESS WIRE)--`."""

# Heads in capitals that news puts before a text and that are no places.
_LABELS = word_set(
    "about advertisement advisory alert also analysis announcement answer archive audio",
    "background breaking brief briefs bulletin caption clarification column comment",
    "commentary context contact contacts corrected correction coverage credit date deal",
    "developing disclaimer disclosure download editor editorial editors embargoed event",
    "exclusive explained explainer fact factbox facts feature featured file final flash",
    "focus follow gallery guest headline headlines highlights how image important info",
    "insight interview introduction investigation just latest lead listen location media",
    "memo more must news newsletter note notes notice obituary opinion option page photo",
    "photos picture pictures podcast poll press preview profile quiz question quick quote",
    "quotes ranked read readmore recap refile refiled related release report reports review",
    "reviews revealed rumor rumour scoop score scores see series source sources spoiler",
    "spoilers sponsored sport sports stat stats statement story summary survey tags takeaway",
    "takeaways text tip title topic transcript translation update updated updates urgent",
    "verdict video videos view views warning watch watchlist what when where who why wrap",
    "writethru yes no achtung aktuell eilmeldung exklusiv foto fotos hintergrund interview",
    "kommentar liveticker meinung ticker urgente exclusivo exclusiva opinión análisis",
    "actualidad direct vidéo",
    # organisations and things in capitals that are no acronyms by their form
    "nasa nato opec asean unesco unicef isis isil covid aids fifa uefa nascar brexit ceo cfo",
    "trump biden obama clinton putin",
)
_LABELS_ALONE = word_set("new the key first full from look top live special")
"""Labels where they stand alone; place names begin with them too."""
_VOWEL = re.compile("[AEIOUYÀ-ÖØ-ÝĀ-ŐŒŌ-ŰΑ-ΩА-Я]", re.IGNORECASE)

# After the place, not places of their own: `SAN FRANCISCO, Calif.`, `HAMMOND, IND.`
_REGIONS = word_set(
    "ala alaska ariz ark calif colo conn del dc fla ga hawaii idaho ill ind iowa kan kans ky",
    "la maine mass md me mich minn miss mo mont neb nev nh nj nm ny nc nd ohio okla ore oreg",
    "pa penn ri sc sd tenn tex texas utah vt va wash wva wis wisc wyo ak al ar az ca co ct",
    "de fl hi ia id il in ks ma mi mn ms mt ne nv ok or sd tn tx ut wa wi wv wy alabama",
    "arizona arkansas california colorado connecticut delaware florida georgia illinois",
    "indiana kansas kentucky louisiana maryland massachusetts michigan minnesota mississippi",
    "missouri montana nebraska nevada oklahoma oregon pennsylvania tennessee vermont virginia",
    "wisconsin wyoming ontario quebec québec manitoba alberta saskatchewan ont que man alta",
    "sask bc nb ns nl pei nfld england scotland wales ireland us usa uk uae",
)
_BYLINE = re.compile(r"(?:by|von|par|por|di)\s", re.IGNORECASE)
_RIVERS = frozenset({"main", "oder", "saale", "donau", "neckar", "rhein", "spree", "elbe"})
_SMALL_WORDS = word_set(
    "de do da dos das del della di der du des am an im in of on upon sur en and sous le la",
    "les los las el al na nad",
)


_CONJUNCTIONS = frozenset({"y", "et", "und"})


def _in_capitals(text: str) -> bool:
    return text.isupper() or re.sub(r"\bMc(?=[A-Z])", "", text).isupper()


def _capitalised(word: str, *, first: bool) -> str:
    """One word of a place in ordinary capitals; what is not in capitals stays."""
    if not word.isupper():
        return word
    if not first and word.casefold() in _SMALL_WORDS:
        return word.lower()
    if "." in word[:-1] or (len(word) == 1):  # initials: N.Y., U.N.
        return word
    if word.startswith("MC") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    head, apostrophe, tail = word.partition("'" if "'" in word else "’")
    if apostrophe and len(head) == 1:
        return f"{head}{apostrophe}{tail.capitalize()}"
    return word.capitalize()


def place_name(printed: str) -> str:
    """A place in ordinary capitals: `ST. PETERSBURG` is `St. Petersburg`."""
    words = []
    for i, word in enumerate(printed.split()):
        parts = word.split("-")
        words.append(
            "-".join(_capitalised(part, first=i == 0 and j == 0) for j, part in enumerate(parts))
        )
    return " ".join(words)


def _is_region(part: str) -> bool:
    return re.sub(r"[\W_]", "", part).casefold() in _REGIONS


def _places(printed: str) -> tuple[str, ...]:
    """The places of a head; regions after a comma are left out."""
    found: list[str] = []
    for i, chunk in enumerate(re.split(r"\s?,\s?", printed)):
        # After a comma, what is not in capitals, or is a known region, belongs to the place before.
        if not chunk or (i and (_is_region(chunk) or not _in_capitals(chunk))):
            continue
        pieces = re.split(r"\s?/\s?| and | AND | und | et | y ", chunk)
        for j, piece in enumerate(pieces):
            if j and piece.casefold() in _RIVERS and found:
                found[-1] += f"/{place_name(piece)}"
            elif piece:
                name = place_name(piece)
                # The full stop of `Kyiv. 3 May.` is not the place's, that of `N.Y.` is.
                found.append(name if "." in name[:-1] else name.rstrip("."))
    return tuple(dict.fromkeys(found))


def _plausible(printed: str) -> bool:
    """Whether a head could be places by its form: every word with a capital, few words each."""
    pieces = [piece.split() for piece in re.split(r"\s?[,/]\s?", printed)]
    return len(pieces) <= 5 and all(
        0 < len(words) <= 5
        and words[0][0].isupper()
        and all(not word[0].islower() or word in _SMALL_WORDS | _CONJUNCTIONS for word in words)
        for words in pieces
    )


def _is_label(printed: str) -> bool:
    """Whether a head in capitals is a label, an acronym or initials rather than a place."""
    words = [word.strip(".'’").casefold() for word in re.split(r"[\s,/\-]+", printed)]
    if any(word in _LABELS for word in words) or (len(words) == 1 and words[0] in _LABELS_ALONE):
        return True
    letters = [re.sub(r"[\W\d_]", "", word) for word in re.split(r"[\s/,]+", printed)]
    longest = max(letters, key=len, default="")
    return len(longest) < 4 or not _VOWEL.search(longest)


class _Signed(Enum):
    """How the end of a head is signed."""

    NOT = auto()
    MARKED = auto()
    """In parentheses or slashes, by an agency of the table."""
    UNKNOWN = auto()
    """In parentheses or slashes, by something else."""
    BARE = auto()
    """By the name of an agency alone."""


def _take_signature(head: str) -> tuple[str, Agency | None, _Signed]:
    """A head without the signature at its end, its agency, and how it is signed."""
    if match := _SIGNATURE.search(head):
        agency = agency_of_signature(match[1] or match[2])
        return head[: match.start()], agency, _Signed.MARKED if agency else _Signed.UNKNOWN
    words = head.split(" ")
    for count in (3, 2, 1):
        if len(words) > count and (agency := agency_named(" ".join(words[-count:]))):
            return " ".join(words[:-count]), agency, _Signed.BARE
    return head, None, _Signed.NOT


def _read_head(head: str) -> Dateline | None:
    """What stands before a dash or colon, as a dateline; None where it cannot be one."""
    rest, agency, signed = _take_signature(head)
    rest = rest.rstrip(_DEBRIS)
    date_text = None
    after_comma = False
    if date := _DATE.search(rest):
        date_text = date[0]
        rest = rest[: date.start()].rstrip(" -–—")
        after_comma = rest.endswith(",")
        rest = rest.rstrip(_DEBRIS)
    if not _PLACES.fullmatch(rest) or not _plausible(rest):
        return None
    in_capitals = _in_capitals(re.split(r"\s?,\s?", rest)[0])
    if not in_capitals and agency is None and not after_comma:
        return None
    if signed is _Signed.UNKNOWN and not in_capitals:
        return None
    if signed is _Signed.BARE and not in_capitals and date_text is None:
        return None  # `Shares of Thomson Reuters - `
    if rest.casefold() in _LABELS | _LABELS_ALONE:
        return None
    return Dateline(head, _places(rest), agency, date_text)


def _heads(text: str) -> Iterator[tuple[str, int]]:
    """The starts of a text that a dash or colon closes, and where the text goes on."""
    for number, match in enumerate(_CLOSE.finditer(text[:MAX_CHARS])):
        if number == _MAX_CLOSES:
            return
        if match.start():
            yield text[: match.start()], match.end()


def _strong(text: str) -> Dateline | None:
    """A dateline with an agency's signature or a date; of several readings the signed one."""
    dated = unclosed = None
    for head, _ in _heads(text):
        found = _read_head(head)
        if found is None:
            continue
        if found.agency is not None and head.count("(") > head.count(")"):
            # `(Newsfile Corp. - May 3, 2024) -` goes on, `(Reuters - ` does not.
            unclosed = unclosed or found
            continue
        if found.agency is not None:
            return found
        if dated is None and (found.date_text or head.endswith((")", "]", "/"))):
            dated = found
    return unclosed or dated


def _bare(text: str) -> Dateline | None:
    """A dateline that is places in capitals and nothing else."""
    for head, end in _heads(text):
        found = _read_head(head)
        first = re.split(r"\s?,\s?", head)[0]
        if found is None or not _in_capitals(first) or _is_label(first) or agency_named(first):
            return None
        return found if any(c.islower() for c in text[end:]) else None
    return None


def _heads_in_capitals(texts: Sequence[str]) -> int:
    """How many paragraphs open with words in capitals and a colon, as turns of an interview do."""
    heads = (text[:60].partition(":") for text in texts)
    return sum(1 for head, colon, _ in heads if colon and head.isupper())


def find_dateline(texts: Sequence[str]) -> tuple[int, Dateline] | None:
    """The dateline of an article and the number of the paragraph that opens with it.

    The first paragraph is believed without date or agency; the next two only with one, since a
    label or a summary may stand before the text. The dateline starts at that paragraph's first
    character.

    Args:
        texts: the paragraphs of running text in order, headings and credits left out.
    """
    for number, text in enumerate(texts[:FIRST_PARAGRAPHS]):
        found = _strong(text)
        if found is None and number == 0 and _heads_in_capitals(texts[1:]) < 2:
            found = _bare(text)
        # `By Jane Doe LONDON (Reuters) -` is signed, but does not begin with its place.
        if found is not None and not _BYLINE.match(text):
            return number, found
    return None


def signed_head(text: str) -> Agency | None:
    """The agency of a paragraph that opens with a dateline signed by one, or with `(Reuters) -`."""
    if match := _OPENING_SIGNATURE.match(text):
        return agency_named(match[1] or match[2])
    if not _SIGNED_SOMEWHERE.search(text, 0, MAX_CHARS):
        return None
    found = _strong(text)
    return found.agency if found else None


def read_field(field: str) -> Dateline | None:
    """The dateline in a format's own field for it, which may lack the closing dash.

    None where the field is empty, or longer than any dateline is.
    """
    text = field.strip(" ,-–—:")
    if not text or len(text) > 2 * MAX_CHARS:
        return None
    found = _read_head(text) or _strong(text)
    if found is None:
        return Dateline(text, _places(text) if _plausible(text) else (text,), None, None)
    return found
