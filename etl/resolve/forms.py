"""Names as written -> forms that can be compared: by case, script, spelling, and what the name is.

Belongs here: what can be said of one name from its own letters, by its type. Does not belong here:
comparing two names (`persons`, `bodies`), or anything about the articles they stand in.

    person("Joseph R. Biden Jr.")     -> PersonForm(("joseph", "r"), "biden", "jr")
    body("The Ministry of Defence")   -> "defense ministry"
    place("U.S.")                     -> "country:US"
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from anyascii import anyascii

from etl.extract.lexicon import words

_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u02bb`\u00b4]")
_POSSESSIVE = re.compile(r"'s?$")
_JOINED_INITIALS = re.compile(r"^[A-Z]{2,3}$")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_ARTICLE = re.compile(r"^(?:al|el|ul|ad|ar|as|ash|at|an)[-\u2010-\u2013](?=\w)", re.IGNORECASE)
_OWNED = re.compile("(?<=\\w\\w)['\u2018\u2019\u02bc]s?\\b(?!\\w)", re.IGNORECASE)
_LISTED = re.compile(
    rf"^(?:{'|'.join(sorted(words('things', 'exchanges')))})(?: American| Arca)?\s?:\s?(?=\w)"
)
_LETTERS = re.compile(r"\b([A-Z]) and ([A-Z])\b")
_AMPERSAND = re.compile(r"(?<=\w)&(?=\w)")
_QUALIFIED = (
    re.compile(r"(?P<inner>[^,]+), (?P<outer>[^,]+)$"),
    re.compile(r"(?P<inner>.+) of (?:West |East |North |South |the )?(?P<outer>[A-Z][^,]+)$"),
    re.compile(r"(?P<outer>U\.S\.|U\.K\.|US|UK) (?P<inner>[A-Z].+)$"),
)
_SHORTEST_PLURAL = 4
_VOWELS = str.maketrans("", "", "aeiouyhwj'")

TITLES = frozenset(title.casefold().rstrip(".") for title in words("persons", "titles"))
PARTICLES = frozenset(words("persons", "particles"))
SUFFIXES = {
    "jr": "jr",
    "sr": "sr",
    "junior": "jr",
    "senior": "sr",
    "ii": "2",
    "iii": "3",
    "iv": "4",
}
SURNAME_FIRST = frozenset(word.casefold() for word in words("persons", "surname_first"))
COMPANY_FORMS = frozenset(words("resolution", "company_forms"))
COMPANY_WORDS = frozenset(words("resolution", "company_words"))
LEGAL_FORMS = frozenset(words("resolution", "legal_forms"))
BODIES = dict(pair.split("=") for pair in words("resolution", "bodies"))
_LONGEST_CAPITALS = 3
_LEAST_CAPITALS = 2
SMALL_WORDS = frozenset(words("resolution", "small_words"))
SPELLINGS = dict(pair.split("=") for pair in words("resolution", "spellings"))
SHORT_NAMES = dict(pair.split("=") for pair in words("resolution", "short_names"))
GROUPS = dict(pair.split("=") for pair in words("resolution", "groups"))
PLACE_ALIASES = dict(pair.split("=") for pair in words("resolution", "places"))


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower-case Latin letters and digits with single spaces between words.

    Accents go, other scripts are written in Latin letters (anyascii), a possessive ending is
    dropped, initials with full stops become one word (`U.S.` -> `us`).
    """
    text = _APOSTROPHES.sub("'", unicodedata.normalize("NFKC", text))
    text = _AMPERSAND.sub("", text)
    text = _DOTTED.sub(lambda match: match.group().replace(".", "") + " ", text)
    if not text.isascii():
        text = anyascii(text)
    found = _WORD.findall(text.replace("&", " and ").casefold())
    if found:
        found[-1] = _POSSESSIVE.sub("", found[-1]) if len(found[-1]) > 2 else found[-1]
    return " ".join(word.replace("'", "") for word in found if word)


@dataclass(frozen=True, slots=True)
class PersonForm:
    """The parts of a person's name, folded."""

    given: tuple[str, ...]
    """Given and middle names in order, initials as single letters; empty for one-word names."""
    surname: str
    """The family name's last word; the only word of a one-word name."""
    suffix: str
    """`jr`, `sr`, `2` ...; empty where there is none."""

    @property
    def key(self) -> str:
        """The name for comparison, words in reading order, the surname last."""
        return " ".join((*self.given, self.surname, *((self.suffix,) if self.suffix else ())))

    @property
    def family_names(self) -> tuple[str, ...]:
        """The words that may stand alone for the whole name.

        The last; the first too where it is a Chinese, Korean or Vietnamese surname.
        """
        if len(self.given) and self.given[0] in SURNAME_FIRST:
            return (self.surname, self.given[0])
        return (self.surname,)


@lru_cache(maxsize=65_536)
def person(text: str) -> PersonForm | None:
    """The parts of a person's name; None where nothing is left of it.

    The surname is the last word, also where it may stand first (`Xi Jinping`): the key keeps the
    reading order, see `family_names`. Particles in lower case (`van`, `al-`) are left out.
    """
    found: list[str] = []
    for written in _APOSTROPHES.sub("'", text).replace(",", " ").split():
        word = _ARTICLE.sub("", written)
        bare = word.strip(".")
        if bare in PARTICLES:
            continue
        if (
            len(found) < 2
            and _JOINED_INITIALS.match(bare)
            and not text.isupper()
            and len(bare) == 2
        ):
            found += list(bare.casefold())
        elif "." in word and all(len(part) == 1 for part in bare.split(".")):
            found += bare.casefold().split(".")
        else:
            found += fold(word).split()
    if found and found[-1] == "s" and len(found) > 1 and "'" in text:
        found.pop()
    while len(found) > 1 and found[0] in TITLES:
        del found[0]
    suffix = ""
    if len(found) > 1 and found[-1] in SUFFIXES:
        suffix = SUFFIXES[found.pop()]
    if not found:
        return None
    return PersonForm(tuple(found[:-1]), found[-1], suffix)


def skeleton(word: str) -> str:
    """What is left of a word when it is written down from another script in any usual way.

    First letter and consonants, doubled ones once: `zelensky`, `zelenskyy`, `zelenskiy` -> `zlnsk`;
    `mohammed`, `muhammad` -> `mmd`.
    """
    plain = (
        word.replace("tz", "z")
        .replace("ph", "f")
        .replace("kh", "h")
        .replace("ck", "k")
        .replace("q", "k")
    )
    plain = plain.replace("c", "k").replace("z", "s") if plain[:1] != "z" else plain
    rest = plain[1:].translate(_VOWELS)
    kept = plain[:1]
    for letter in rest:
        if letter != kept[-1:]:
            kept += letter
    return kept


def full_body(text: str) -> str:
    """An organisation's full name, folded, where it is one that everybody knows by a short one.

    `the U.S. Fed`, `the Federal Reserve` -> `federal reserve`; other names as they are.
    """
    plain = fold(text).removeprefix("the ")
    for found in (plain, plain.removeprefix("us "), plain.removeprefix("uk ")):
        full, in_capitals = _full_bodies().get(found, ("", False))
        if full and not (in_capitals and _capitals(text) < _LEAST_CAPITALS):
            return full
    return text


def _capitals(text: str) -> int:
    """Capitals of the last word of a name: `The Who` has one, `DoJ` two."""
    return sum(letter.isupper() for letter in text.rsplit(maxsplit=1)[-1])


@cache
def _full_bodies() -> dict[str, tuple[str, bool]]:
    """Short or full name of a known body, folded -> its full name, whether it must be capitals."""
    found = {fold(full): (full, False) for full in BODIES.values()}
    for short, full in BODIES.items():
        found[fold(short)] = (full, short.isupper() and len(short) <= _LONGEST_CAPITALS)
    return found


def is_company(text: str) -> bool:
    """Whether a name ends in a legal form that only companies have: `Allergan Plc`."""
    found = fold(text).split()
    return len(found) > 1 and found[-1] in LEGAL_FORMS


@lru_cache(maxsize=65_536)
def body_words(text: str) -> list[str]:
    """The words of an organisation's name that tell it from others, in reading order.

    They are remembered: no caller may change the list.

    Without article, legal form, small words and possessive endings (`Macy's Inc.`), the exchange
    before a symbol (`NYSE: T`), in one spelling; all words of a name of which nothing would be
    left.
    """
    unlisted = _LETTERS.sub(r"\1&\2", _LISTED.sub("", full_body(text)))
    found = fold(_OWNED.sub("", unlisted)).split()
    plain = [SPELLINGS.get(word, word) for word in found if word not in SMALL_WORDS]
    while len(plain) > 1 and plain[-1] in COMPANY_FORMS:
        plain.pop()
    return plain or found


@lru_cache(maxsize=65_536)
def body(text: str) -> str:
    """An organisation's, work's or product's name for comparison.

    Its telling words (`body_words`), sorted: `Ministry of Defence` and `the Defense Ministry` are
    `defense ministry`.
    """
    return " ".join(sorted(body_words(text)))


@lru_cache(maxsize=65_536)
def group(text: str) -> str:
    """A people's, faith's or party's name for comparison: in the singular."""
    found = fold(text).removeprefix("the ")
    if found in GROUPS:
        return GROUPS[found]
    plural = len(found) > _SHORTEST_PLURAL and found[-1] == "s" and found[-2] not in "si "
    return found[:-1] if plural else found


@lru_cache(maxsize=65_536)
def place(text: str) -> str:
    """A place's name for comparison: `country:XX` (ISO 3166-1) for a country in any usual form."""
    found = fold(text).removeprefix("the ")
    found = PLACE_ALIASES.get(found, found)
    return country_names().get(found, found)


def qualified(text: str) -> tuple[str, str] | None:
    """A place's name and the place it is said to lie in, as keys; None where the text says none.

    `Redmond, Wash.`, `the Permian Basin of West Texas`, `the U.S. Midwest`.
    """
    for pattern in _QUALIFIED:
        match = pattern.match(text)
        if match:
            inner, outer = place(match["inner"]), place(match["outer"])
            return (inner, outer) if inner and outer else None
    return None


@cache
def country_names() -> dict[str, str]:
    """Folded name of a country -> `country:XX`."""
    import pycountry

    found: dict[str, str] = {}
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            value = getattr(country, field, None)
            if value:
                found.setdefault(fold(value), f"country:{country.alpha_2}")
    for word in words("resolution", "places_and_countries"):
        found.pop(word, None)
    for alias, code in (pair.split("=") for pair in words("resolution", "countries")):
        found[alias] = f"country:{code}"
    return found


def comparable(type_: str, text: str) -> str:
    """The form of a name of this type; names of one type and form are taken for the same.

    Empty where the name holds no letter and no digit.
    """
    if type_ == "PERSON":
        form = person(text)
        return form.key if form else ""
    if type_ == "LOCATION":
        return place(text)
    if type_ == "NORP":
        return group(text)
    return body(text)
