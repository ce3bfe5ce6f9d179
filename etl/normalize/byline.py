"""From author fields and bylines to authors' names.

Belongs here: splitting, cleaning and sorting out what is no name. Does not belong here: which field
is asked (the reader says), or what an agency in a byline means for the text (`wire`).

Not kept as authors: agencies (`AFP`, `Reuters Staff`), which are reported apart; the outlet itself
and its address; desks and accounts without a name (`Web Desk`, `admin`); mail addresses, handles
and links. Places and roles after a name go. `Doe, Jane` is turned round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from etl.normalize.agencies import FORM, Agency, agency_named
from etl.normalize.months import MONTHS
from etl.normalize.text import clean, has_letter, squeezed, word_set


class Byline(NamedTuple):
    """Authors in order, and the agency that they write for."""

    authors: tuple[str, ...] = ()
    agency: Agency | None = None
    """Named beside a name (`Jane Doe, Reuters`) or in place of one. An agency listed among the
    outlet's own authors has only contributed and is not this."""


_MAX_FIELD_CHARS = 2_000
_MAX_NAME_CHARS = 100
"""Longer fields and names are a text in the wrong place."""
_OPENING = r"(?:by|von|par|por|di|door|av|af|oleh|autor(?:in)?|author|text)"
_PREFIX = re.compile(
    rf"^(?:(?:written|posted|reported|story|words|published|compiled|edited|exclusive)\s+)?{_OPENING}\b\s*:?\s+",
    re.IGNORECASE,
)
_ROLE_PREFIX = re.compile(
    r"^(?:reporting|story|text|words|fotos?|photos?|photography|pictures?|images?|video)\s*:\s*",
    re.IGNORECASE,
)
_MAIL_WITH_NAME = re.compile(r"^\S+@\S+\s*\(([^)]+)\)$")  # RSS 2.0 author
_MAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_HANDLE = re.compile(r"(?:(?:follow|on|x|twitter)\s*:?\s*)?(?<!\w)@\w+", re.IGNORECASE)
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_PARENTHESES = re.compile(r"\s*[(\[]([^)\]]*)[)\]]")
_HARD_SPLIT = re.compile(r"\s*(?:;|\||\s/\s|、|，|·|•)\s*")
_AGENCY_HEAD = re.compile(rf"^({FORM}|{FORM.lower()})/(?=[^\W\d_])")
_PRINTED_LIST = re.compile(r"""^\[\s*(['"]).*\1\s*\]$""", re.DOTALL)
"""A list that a program wrote into a text column."""
_LIST_SPLIT = re.compile(r"""['"]\s*,\s*['"]""")
_DATE = re.compile(
    r"(?:[^\W\d_]+\.?\s)?\d{1,2}(?:st|nd|rd|th|\.)?(?:\s[^\W\d_]+\.?)?(?:\s\d{4})?$|\d[\d/.:\- ]*$"
)
_AND = re.compile(r"\s*,?\s+(?:and|und|et|og|och|with|&)\s+", re.IGNORECASE)
_SHORT_AND = re.compile(r"\s+(?:y|e|en|i|ve)\s+")
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|Ph\.?\s?D|M\.?D|MD|Esq|MP|MBE|OBE)\.?$", re.IGNORECASE)
_COMPANY = re.compile(
    r"(?:\b(?:Inc|Corp|Ltd|LLC|LLP|PLC|plc|GmbH|AG|Co|Limited|Company)\b\.?|\bA/S|S\.A\.)$"
)
_IN_PLACE = re.compile(
    r"\s+(?:in|aus|à|en|from|at|for|für|of|reports? from)\s+[A-ZÀ-Ž][\w .'’\-/]*$"
)
_AGENCY_TAIL = re.compile(
    rf"[\s,\-–—/|]+(?P<form>{FORM})(?:\s+(?:News|Writers?|Staff|Correspondents?|Reporters?|"
    r"(?:[A-Z]\w+\s){1,3}(?:Writers?|Correspondents?|Editors?|Reporters?)))?$"
)
_AGENCY_ROLE = re.compile(
    rf"^(?:The\s)?(?P<form>{FORM})(?:\s(?:Staff|News|[A-Z]\w*)){{0,3}}\s?"
    r"(?:Writers?|Correspondents?|Staff|Reporters?|Editors?|News|Bureau|Contributors?)?$"
)
# Words that make a name a role; words that are also surnames (Guest, Press) are left out.
_ROLES = word_set(
    "editor editors reporter reporters correspondent correspondents writer writers columnist",
    "staff contributor contributors contributing bureau chief journalist producer producers",
    "analyst desk team newsroom newsdesk redaktion redakteur redakteurin korrespondent",
    "korrespondentin autor autorin rédaction redacción redacao redação redazione redactie",
    "admin administrator webmaster photographer fotograf service services agency",
    "agencies blogger freelance freelancer freelancers director",
    "professor editorial web online digital news report reports agentur",
    "agenturen volontär volontärin",
)
_NO_ONE = word_set(
    "admin administrator anonymous editor editorial guest internet news newsdesk newsroom",
    "none null online redaktion redaction staff unknown user webdesk webmaster author",
    "undefined nan n/a",
)
_ROLE_NOUN = re.compile(
    r"(?:correspondent|editor|reporter|writer|columnist|critic|commentator)s?$", re.IGNORECASE
)
_RANKS = word_set(
    "chief senior deputy associate assistant acting executive managing special political foreign",
    "european american diplomatic national international home staff contributing general",
)
"""Words between a name and what it is; the last before the noun may be any (`Brexit editor`)."""
_NO_NAMES = word_set(
    "daily sunday evening morning mail times post news online mirror sun star telegraph guardian",
    "independent herald tribune express standard press gazette journal observer record echo web",
    "city north south east west northern southern new los san united white house",
)
"""Words of outlets and places: `Daily Mail Senior Reporter` names no one."""
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’\-]*$")
_PARTICLES = word_set(
    "de da do dos das del della di der den van von zu zur la le el al bin ibn ben ter ten af",
    "av y e und and et en og och in mit with ve i dal du des",
)
_CAPITAL_PARTICLES = word_set(
    "DE DA DO DOS DAS DEL DI DER DEN VAN VON LA LE EL AL BIN IBN",
)


def _recased(name: str) -> str:
    """A name of two words or more in ordinary capitals: `JANE DOE`, and AFP's `Jane DOE`."""
    words = name.split()
    if len(words) < 2 or _COMPANY.search(name):
        return name
    all_capitals = name.isupper()
    recased = []
    for i, word in enumerate(words):
        if not all_capitals and not (word.isupper() and len(word) > 3 and "." not in word):
            recased.append(word)
        elif i and word in _CAPITAL_PARTICLES:
            recased.append(word.lower())
        elif len(word.replace(".", "")) == 1 or "." in word[:-1]:
            recased.append(word)
        elif word.startswith("MC") and len(word) > 3:
            recased.append("Mc" + word[2:].capitalize())
        else:
            recased.append(re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), word))
    return " ".join(recased)


def _is_role(part: str) -> bool:
    words = [word.casefold().strip(".") for word in re.split(r"[\s/\-]+", part) if word]
    return any(word in _ROLES for word in words)


def _split_commas(text: str) -> list[str]:
    """Names at commas, where a comma does part names."""
    parts = [part for part in re.split(r"\s*,\s*", text) if part]
    if len(parts) < 2:
        return parts
    joined: list[str] = []
    for part in parts:
        if joined and _SUFFIX.fullmatch(part):
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    if (
        len(joined) == 2
        and len(joined[0].split()) == 1
        and 1 <= len(joined[1].split()) <= 2
        and not any(agency_named(part) or _is_role(part) or part.isupper() for part in joined)
    ):
        return [f"{joined[1]} {joined[0]}"]
    names = [joined[0]]
    for part in joined[1:]:
        one_word = len(part.split()) == 1
        shouted = part.isupper() and not joined[0].isupper()
        if agency_named(part) or _is_role(part):
            names.append(part)
        elif shouted or (one_word and (len(joined[0].split()) > 1 or agency_named(joined[0]))):
            continue  # a place or an outlet: `Jane Doe, USA TODAY`, `AFP, MANILA`
        else:
            names.append(part)
    return names


def _split(text: str) -> list[str]:
    """The single names of one author field; the name of a company stays whole."""
    names: list[str] = []
    for chunk in _HARD_SPLIT.split(text):
        if _COMPANY.search(chunk):
            names.append(chunk)
            continue
        parts = _AND.split(chunk)
        if all(len(part.split()) == 1 for part in parts):
            parts = [chunk]  # `Research and Markets`
        for part in parts:
            for name in _split_commas(part):
                halves = _SHORT_AND.split(name)
                if len(halves) > 1 and all(len(half.split()) > 1 for half in halves):
                    names.extend(halves)
                else:
                    names.append(name)
    return names


def _without_debris(text: str) -> str:
    """A field without mail addresses, handles, links and what stands in parentheses."""
    text = clean(text)
    if match := _MAIL_WITH_NAME.match(text):
        return match[1]
    text = _LINK.sub(" ", _MAIL.sub(" ", text))
    text = _HANDLE.sub(" ", text)
    text = _PARENTHESES.sub(lambda match: f", {match[1]}" if agency_named(match[1]) else "", text)
    text = " ".join(text.split()).strip(" ,;:|/-–—•·*")
    previous = None
    while previous != text:
        previous = text
        text = _ROLE_PREFIX.sub("", _PREFIX.sub("", text))
    return text


def _is_date(part: str) -> bool:
    """Whether a part is the date that stands beside a byline: `May 3`, `3.5.2024`, `10:15`."""
    if not _DATE.match(part):
        return False
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", part))
    return all(word.casefold() in MONTHS for word in words)


def _lines(field: str) -> list[str]:
    """A field line by line; of a printed list, item by item."""
    if _PRINTED_LIST.match(field.strip()):
        return _LIST_SPLIT.split(field.strip()[1:-1].strip()[1:-1])
    return field.splitlines()


def _sort_out(part: str, own: set[str]) -> tuple[str | None, Agency | None]:
    """The name and the agency in one part of a byline."""
    if len(part) > _MAX_NAME_CHARS:
        return None, None
    name = _ROLE_PREFIX.sub("", part.strip(" ,;:|/-–—•·*\"“”'"))
    if _is_date(name) or name.lower().startswith("special to "):
        return None, None
    if match := _AGENCY_HEAD.match(name):  # `dpa/Anna Müller`
        found, other = _sort_out(name[match.end() :], own)
        signed = agency_named(match[1]) or agency_named(match[1].upper())
        return found, signed or other
    agency = agency_named(name.removeprefix("the ").removeprefix("The "))
    if agency is None and (match := _AGENCY_ROLE.match(name)):
        agency = agency_named(match["form"])
    if agency is not None:
        return None, agency
    if match := _AGENCY_TAIL.search(name):
        agency = agency_named(match["form"])
        name = name[: match.start()]
    name = _IN_PLACE.sub("", name).strip(" ,-–—")
    key = squeezed(name)
    if not has_letter(name) or key in own or key in _NO_ONE or _is_role(name):
        return None, agency
    return _recased(name), agency


def _before_role(part: str) -> str | None:
    """The name before a role that no comma parts from it: `Jane Doe Political editor`.

    British papers print it so, on two lines of which exports make one.
    """
    words = part.split()
    if len(words) < 4 or not _ROLE_NOUN.match(words[-1]):
        return None
    name = words[:-2]
    while len(name) > 2 and (name[-1].islower() or name[-1].casefold() in _RANKS):
        name.pop()
    known = _NO_NAMES | _RANKS | _ROLES
    if any(word.casefold() in known or not _NAME_WORD.match(word) for word in name):
        return None
    if not all(word[0].isupper() or word.casefold() in _PARTICLES for word in name):
        return None
    if len(name) > 4 or name[-1].casefold() in _PARTICLES:
        return None
    return _recased(" ".join(name))


def read_byline(fields: Iterable[str], own_names: Iterable[str] = ()) -> Byline:
    """The authors and agencies that author fields name.

    Args:
        fields: author fields, or a printed byline, as the source has them.
        own_names: the outlet's name and domain, which are not authors.
    """
    own = {squeezed(name) for name in own_names}
    authors: dict[str, str] = {}
    affiliation: Agency | None = None
    alone: Agency | None = None
    for field in fields:
        if len(field) > _MAX_FIELD_CHARS:
            continue
        found = [
            _sort_out(part, own) for line in _lines(field) for part in _split(_without_debris(line))
        ]
        names = [name for name, _ in found if name]
        agency = next((agency for _, agency in found if agency), None)
        if not names and agency is None:
            parts = (_split(_without_debris(line)) for line in _lines(field))
            names = [name for part in parts for one in part if (name := _before_role(one))]
        if names:
            affiliation = affiliation or agency
        else:
            alone = alone or agency
        for name in names:
            authors.setdefault(squeezed(name), name)
    return Byline(tuple(authors.values()), affiliation or (None if authors else alone))


def is_byline(text: str) -> bool:
    """Whether a paragraph is a byline and nothing else: `By Jane Doe and John Smith, Reuters`."""
    if len(text) > 120 or text.endswith((".", "?", "!", ":", "”", '"')) or ":" in text[12:]:
        return False
    match = _PREFIX.match(text)
    if match is None or not text[0].isupper():
        return False
    words = [word.strip(",;/|&()") for word in _MAIL.sub("", text[match.end() :]).split()]
    words = [word for word in words if word and not word.startswith("@")]
    if not 1 <= len(words) <= 14:
        return False
    if not all(
        (word[0].isupper() and _NAME_WORD.match(word)) or word.casefold() in _PARTICLES
        for word in words
    ):
        return False
    # One word alone is a name only where it is an agency's: `By Monday` is no byline.
    return sum(word[0].isupper() for word in words) > 1 or agency_named(words[0]) is not None
