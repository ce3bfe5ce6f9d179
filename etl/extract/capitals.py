"""Names by their capital letters: the tagger of the engine `rules`.

Belongs here: which stretches of capitalised words are names, and of what type, judged from the word
lists, the words around them and the rest of the article. Does not belong here: what a name refers
to (`coreference`); English only, since other languages use capitals otherwise.

Two passes: the first takes what its own words or neighbours make sure; the second gives the rest of
the article's capitalised words the types that the first found for the same words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from etl.contracts.extraction import EntityType
from etl.extract import names as naming
from etl.extract.cues import is_cue
from etl.extract.lexicon import words
from etl.extract.names import GIVEN, SURNAME_FIRST, Name
from etl.extract.tokens import Sentence, Tokens

_DETERMINERS = words("words", "determiners")
_PREPOSITIONS = words("words", "prepositions")
_CLOSED = frozenset().union(
    *(
        words("words", section)
        for section in (
            "determiners",
            "pronouns",
            "prepositions",
            "conjunctions",
            "auxiliaries",
            "adverbs",
        )
    )
)
_OPENERS = words("words", "openers")
_CALENDAR = words("words", "months") | words("words", "weekdays")
_PARTICLES = words("persons", "particles")
_PERSON_SUFFIXES = words("persons", "suffixes")
_SURNAME_PARTICLES = words("grammar", "capitals.surname_particles")
_ROLE_HEADS = words("persons", "role_heads")

_ORG_HEADS = words("organisations", "heads") | words("organisations", "company_suffixes")
_ORG_OPENERS = words("organisations", "openers")
_PLACE_HEADS = words("places", "heads")
_PLACE_OPENERS = words("places", "openers")
_DIRECTIONS = words("places", "directions")
_FACILITY_HEADS = words("things", "facility_heads")
_MISC_HEADS = words("things", "misc_heads")
_MISC_OPENERS = words("things", "misc_openers")
_OF_HEADS = _ORG_OPENERS | _MISC_OPENERS | _MISC_HEADS | words("grammar", "capitals.of_heads")
_POSSESSIVE_STEMS = words("grammar", "capitals.possessive_stems")
_ACRONYMS = words("words", "acronyms")
_LINKS = frozenset(["of", "for"])
_ON_HEADS = words("grammar", "capitals.on_heads")
_PLACE_PREPOSITIONS = frozenset(["in", "at", "from", "near", "across", "outside", "throughout"])
_LOOSE_DIRECTIONS = frozenset(["Western", "Central", "Mid", "Upper", "Lower", "Greater"])
"""Directions that begin other names as often as names of places."""
_PEOPLE_PREFIXES = frozenset(["Afro", "Anglo", "Sino", "Indo", "Franco", "Russo", "Judeo"])
_LOWER_DIRECTIONS = frozenset(word.casefold() for word in _DIRECTIONS)
_NEWSPAPERS = words("grammar", "capitals.newspapers")
_MAX_WORDS = 12
"""Tokens in one name: longer runs of capitals are headings."""
_MAX_LISTED = 6


def _listed() -> dict[str, EntityType]:
    known: dict[str, EntityType] = {}
    for section in ("countries", "regions", "states", "cities"):
        known.update(dict.fromkeys(words("places", section), "LOCATION"))
    singular = (
        words("peoples", "peoples") | words("peoples", "faiths") | words("peoples", "parties")
    )
    for word in singular:
        known[word] = "NORP"
        if word not in words("peoples", "not_plural") and not word.endswith(("s", "ese")):
            known[word + "s"] = "NORP"
    known.update(dict.fromkeys(words("peoples", "also_plural"), "NORP"))
    known.update(dict.fromkeys(words("things", "products"), "PRODUCT"))
    misc = {word for word in _MISC_HEADS if " " in word or word in _LONE_MISC}
    known.update(dict.fromkeys(misc, "MISC"))
    known.update(dict.fromkeys(words("organisations", "known"), "ORGANIZATION"))
    return known


_LONE_MISC = words("grammar", "capitals.lone_misc")
_LISTED = _listed()
_LISTED_FIRST = frozenset(entry.replace("'s", " 's").split()[0] for entry in _LISTED)
_LISTED_UPPER = {
    entry.upper(): kind for entry, kind in _LISTED.items() if kind in ("LOCATION", "NORP")
}
_UPPER_FIRST = frozenset(entry.split()[0] for entry in _LISTED_UPPER)


@dataclass(frozen=True, slots=True)
class _Run:
    """Capitalised tokens in a row, with what links them."""

    first: int
    end: int
    initial: bool
    """Whether it starts the sentence, where a capital says nothing."""


def _is_capital(word: str) -> bool:
    if word[0].isupper():
        return True
    if not word[0].isalpha():
        return False
    # iPhone, eBay, al-Assad
    return len(word) > 2 and word[:4] != word[:4].lower() and word[0].islower()


class _Article:
    """What the whole article says about its words."""

    def __init__(self, tokens: Tokens, sentences: Sequence[Sentence]) -> None:
        self.tokens = tokens
        self.sentences = sentences
        self.capital = [_is_capital(word) for word in tokens.text]
        self.in_lower: set[str] = set()
        self.inside: Counter[str] = Counter()
        """Words with a capital where none was called for."""
        self.style = [self._style(sentence) for sentence in sentences]
        for sentence, style in zip(sentences, self.style, strict=True):
            for index in range(sentence.first, sentence.end):
                word = tokens.text[index]
                if not self.capital[index]:
                    self.in_lower.add(word)
                elif style == "text" and not self.starts(index, sentence):
                    self.inside[word] += 1

    def starts(self, index: int, sentence: Sentence) -> bool:
        """Whether a capital at this token may be due to its place only."""
        probe = index - 1
        text = self.tokens.text
        while probe >= sentence.first and not text[probe][0].isalnum():
            if text[probe] in (":", "“", '"', "''", "‘", "•", "–", "—", "?", "!", ".", "''", "``"):
                return True
            if text[probe] in ",;)(":
                return False
            probe -= 1
        return probe < sentence.first

    def _style(self, sentence: Sentence) -> str:
        """`upper`, `title` (a headline's capitals) or `text`."""
        tokens = self.tokens
        upper = title = lower = 0
        for index in range(sentence.first, sentence.end):
            word = tokens.text[index]
            if not word[0].isalpha() or tokens.lower[index] in _CLOSED:
                continue
            if word.isupper() and len(word) > 1:
                upper += 1
            elif self.capital[index]:
                title += 1
            else:
                lower += 1
        content = upper + title + lower
        if content >= 4 and upper > 0.7 * content:
            return "upper"
        bounds = tokens.paragraph_bounds[tokens.paragraph[sentence.first]]
        alone = bounds == (sentence.first, sentence.end) and tokens.text[sentence.end - 1] != "."
        if content >= 5 and lower <= 0.2 * content and alone:
            return "title"
        return "text"


def tag(tokens: Tokens, sentences: Sequence[Sentence], taken: Sequence[Name]) -> list[Name]:
    """The names of an article.

    Args:
        tokens: the article's tokens.
        sentences: its sentences.
        taken: names found before (dates, money), which no other may overlap.

    Returns:
        Names in order, none overlapping, without titles.
    """
    article = _Article(tokens, sentences)
    blocked = bytearray(len(tokens))
    for name in taken:
        blocked[name.first : name.end] = b"\1" * (name.end - name.first)
    found: list[Name] = []
    later: list[_Run] = []
    for sentence, style in zip(sentences, article.style, strict=True):
        if style == "upper":
            found += _listed_upper(tokens, sentence, blocked)
            continue
        for run in _runs(article, sentence, blocked):
            if style == "title":
                sure, rest = _listed_only(tokens, run), [run]
                found += sure
                later += [piece for piece in rest if not sure]
            else:
                sure, rest = _segment(article, run)
                found += sure
                later += rest
    found += _second_pass(article, found, later)
    return _without_overlap([_extended(tokens, name) for name in found])


def _extended(tokens: Tokens, name: Name) -> Name:
    """The name with the lower-case words before it that belong to it.

    `southern Thailand`, `dos Santos`; a surname's particle only where it stands alone.
    """
    first = name.first
    if name.type == "LOCATION":
        while first and tokens.text[first - 1] in _LOWER_DIRECTIONS:
            if tokens.end[first - 1] + 1 != tokens.start[first]:
                break
            first -= 1
    elif name.type == "PERSON" and name.end - first == 1:
        while first and tokens.text[first - 1] in _SURNAME_PARTICLES:
            first -= 1
    return name if first == name.first else Name(first, name.end, name.type, name.confidence)


def _listed_upper(tokens: Tokens, sentence: Sentence, blocked: bytearray) -> list[Name]:
    found: list[Name] = []
    index = sentence.first
    while index < sentence.end:
        if tokens.text[index] in _UPPER_FIRST and not blocked[index]:
            for end in range(min(index + _MAX_LISTED, sentence.end), index, -1):
                phrase = " ".join(tokens.text[index:end])
                if phrase in _LISTED_UPPER and len(phrase) > 3:
                    found.append(Name(index, end, _LISTED_UPPER[phrase], 0.7))
                    index = end - 1
                    break
        index += 1
    return found


def _runs(article: _Article, sentence: Sentence, blocked: bytearray) -> list[_Run]:
    """The maximal runs of capitalised words of a sentence."""
    tokens, capital = article.tokens, article.capital
    runs: list[_Run] = []
    index = sentence.first
    while index < sentence.end:
        if not capital[index] or blocked[index] or tokens.lower[index] in ("i", "i."):
            index += 1
            continue
        end = _run_end(article, index, sentence.end, blocked)
        runs.append(_Run(index, end, article.starts(index, sentence)))
        index = end
    return runs


def _run_end(article: _Article, first: int, limit: int, blocked: bytearray) -> int:
    tokens, capital = article.tokens, article.capital
    text, lower = tokens.text, tokens.lower
    end = first + 1
    while end < limit and end - first < _MAX_WORDS and not blocked[end]:
        if capital[end] and lower[end] not in ("i", "the") and text[end - 1] not in (",",):
            end += 1
            continue
        after = end + 1
        if after >= limit:
            break
        word = lower[end]
        if word == "&" and capital[after]:
            end = after + 1
        elif word in _PARTICLES and text[end].islower():
            while after < limit and lower[after] in _PARTICLES and text[after].islower():
                after += 1
            if after >= limit or not capital[after] or text[end - 1] in _CLOSED:
                break
            end = after + 1
        elif (word in _LINKS and text[end - 1] in _OF_HEADS) or (
            word == "on" and text[end - 1] in _ON_HEADS
        ):
            if lower[after] == "the" and after + 1 < limit and capital[after + 1]:
                after += 1
            if not capital[after] or blocked[after]:
                break
            end = after + 1
        elif word == "and" and capital[after] and _joins(article, first, end, limit):
            end = after + 1
        elif (
            word == "'s"
            and capital[after]
            and (lower[end - 1] in _POSSESSIVE_STEMS or lower[end - 1] in ("moody", "mcdonald"))
        ):
            end = after + 1
        elif word == "'" and capital[after] and lower[end - 1] in _POSSESSIVE_STEMS:
            end = after + 1
        else:
            break
    return end


def _joins(article: _Article, first: int, conjunction: int, limit: int) -> bool:
    """Whether the `and` stands within one name (`Belt and Road Initiative`)."""
    tokens, capital = article.tokens, article.capital
    before = tokens.text[first:conjunction]
    after = conjunction + 1
    end = after
    while end < limit and capital[end]:
        end += 1
    following = tokens.text[after:end]
    if any(word in _LINKS for word in before) and before[0] in _ORG_OPENERS:
        return tokens.span(after, end) not in _LISTED and tokens.span(after, after + 1) not in GIVEN
    if len(following) < 2:
        return False
    head = following[-1] in _ORG_HEADS or following[-1] in _MISC_HEADS
    known = tokens.span(first, conjunction) in _LISTED or before[0] in GIVEN
    return head and not known and before[-1] not in _ORG_HEADS and len(before) <= 3


def _listed_only(tokens: Tokens, run: _Run) -> list[Name]:
    found: list[Name] = []
    index = run.first
    while index < run.end:
        end = _longest_listed(tokens, index, run.end)
        if end > index:
            kind = _LISTED[_plain(tokens.span(index, end))]
            if kind in ("LOCATION", "NORP", "ORGANIZATION") and (
                end - index > 1 or len(tokens.text[index]) > 2
            ):
                found.append(Name(index, end, kind, 0.6))
            index = end
        else:
            index += 1
    return found


def _plain(phrase: str) -> str:
    return " ".join(phrase.replace("’", "'").split())


def _longest_listed(tokens: Tokens, first: int, limit: int) -> int:
    """Where the longest listed name that starts here ends; `first` where there is none."""
    if tokens.text[first] not in _LISTED_FIRST:
        return first
    for end in range(min(first + _MAX_LISTED, limit), first, -1):
        if _plain(tokens.span(first, end)) in _LISTED:
            return end
    return first


def _segment(article: _Article, run: _Run) -> tuple[list[Name], list[_Run]]:
    """Cut a run into names that are sure and pieces left for the second pass."""
    tokens = article.tokens
    sure: list[Name] = []
    rest: list[_Run] = []
    first, end = run.first, run.end
    while first < end and tokens.lower[first] in _CLOSED and not _starts_listed(tokens, first, end):
        if tokens.text[first].isupper() and len(tokens.text[first]) > 1 and not run.initial:
            break  # US, IT, WHO
        if tokens.text[first] == "The" and not run.initial and tokens.text[end - 1] in _NEWSPAPERS:
            return [Name(first, end, "ORGANIZATION", 0.85)], rest
        first += 1
    # At the start of a sentence an ordinary word may be no part of the name.
    if run.initial and first == run.first and first < end and _ordinary(article, first):
        if end - first == 1:
            return sure, rest
        if not _headed(article, first, end):
            first += 1
    titled = False
    role = _role_within(tokens, first, end)
    if role > first:
        before_role = _Run(first, role, run.initial)
        if not all(
            tokens.lower[i] in _ROLE_HEADS or tokens.lower[i] in _OPENERS
            for i in range(first, role)
        ):
            name = (
                _classify(
                    article, first, _role_start(tokens, first, role), titled=False, run=before_role
                )
                if _role_start(tokens, first, role) > first
                else None
            )
            if name is not None and name.type != "PERSON":
                sure.append(name)
        first, titled = role, True
    while first < end:
        after_title = naming.title_at(tokens, first, end)
        if after_title > first:
            if after_title == end:
                break
            titled = True
            first = after_title
            continue
        stop = _next_boundary(tokens, first, end)
        name = _classify(article, first, stop, titled=titled, run=run)
        if name is None and tokens.text[first].isupper():
            name = _shouted(tokens, first, stop)
        if name is None:
            rest.append(_Run(first, stop, run.initial and first == run.first))
        else:
            sure.append(name)
        titled = False
        first = stop
    return sure, rest


def _role_within(tokens: Tokens, first: int, end: int) -> int:
    """Where a person's name starts after an office in capitals (`National Security Adviser Li`).

    `first` where there is none.
    """
    for index in range(end - 2, first - 1, -1):
        if tokens.lower[index] in _ROLE_HEADS and tokens.text[index + 1] in GIVEN:
            return index + 1 if end - index <= 5 else first
    return first


def _role_start(tokens: Tokens, first: int, end: int) -> int:
    """Where the office starts that ends before `end`: its last words that are no listed name."""
    listed = _longest_listed(tokens, first, end)
    return listed if listed > first else first


def _starts_listed(tokens: Tokens, first: int, end: int) -> bool:
    return _longest_listed(tokens, first, end) > first


def _ordinary(article: _Article, index: int) -> bool:
    """Whether the word is one of the language's, capitalised here by its place only."""
    tokens = article.tokens
    word, lower = tokens.text[index], tokens.lower[index]
    if _longest_listed(tokens, index, min(index + _MAX_LISTED, len(tokens))) > index:
        return False
    if lower in article.in_lower:
        return True
    return lower in _OPENERS and not article.inside[word]


def _headed(article: _Article, first: int, end: int) -> bool:
    last = article.tokens.text[end - 1]
    return (
        last in _ORG_HEADS
        or last in _MISC_HEADS
        or any(article.tokens.text[index] in _LINKS for index in range(first, end))
    )


def _next_boundary(tokens: Tokens, first: int, end: int) -> int:
    """Where the name that starts at `first` ends within its run.

    A listed place or people ends a name where a title or a given name follows
    (`Texas | Gov. Greg Abbott`, `Chinese | President Xi`); a title starts a new one.
    """
    listed = _longest_listed(tokens, first, end)
    if listed == end:
        return end
    kind = _LISTED.get(_plain(tokens.span(first, listed))) if listed > first else None
    if listed > first:
        following = tokens.text[listed]
        if naming.title_at(tokens, listed, end) > listed and not _head_at(tokens, end - 1):
            return listed
        if (
            following in GIVEN
            and kind in ("NORP", "LOCATION", "ORGANIZATION")
            and listed - first < 3
        ):
            if tokens.text[first] not in GIVEN and not _head_at(tokens, end - 1):
                return listed
        if kind == "NORP" and not _head_at(tokens, end - 1) and not _institute(tokens, listed, end):
            return listed
    for index in range(first + 2, end - 1):
        # `Development Company | Abdullah Abudawood`
        if tokens.text[index - 1] in _ORG_HEADS and not _head_at(tokens, end - 1):
            if tokens.text[index] in GIVEN or end - index == 2:
                return index
    for index in range(first + 1, end):
        if (
            naming.title_at(tokens, index, end) > index
            and not _head_at(tokens, end - 1)
            and tokens.text[index] not in GIVEN
            and tokens.lower[index] not in ("king", "justice", "prince", "earl", "dean", "major")
        ):
            return index
    return end


def _institute(tokens: Tokens, first: int, end: int) -> bool:
    """Whether the words are those of a body (`Centre for African Studies`)."""
    return any(
        tokens.text[index] in _ORG_OPENERS and tokens.text[index + 1] in _LINKS
        for index in range(first, end - 1)
    )


def _head_at(tokens: Tokens, index: int) -> bool:
    word = tokens.text[index]
    return (
        word in _ORG_HEADS or word in _PLACE_HEADS or word in _FACILITY_HEADS or word in _MISC_HEADS
    )


def _classify(article: _Article, first: int, end: int, *, titled: bool, run: _Run) -> Name | None:
    """The name of these tokens if its own words or neighbours decide; None to look again later."""
    tokens = article.tokens
    text = tokens.text
    phrase = _plain(tokens.span(first, end))
    length = end - first
    if titled and length <= 5 and not _head_at(tokens, end - 1):
        return Name(first, end, "PERSON", 0.93)
    if phrase in _LISTED:
        kind = _LISTED[phrase]
        if kind == "NORP" and run.initial and phrase == "Western":
            return None
        if length == 1 and phrase in GIVEN and _follows_person(tokens, end):
            return Name(first, end, "PERSON", 0.6)
        return Name(first, end, kind, 0.95 if length > 1 or kind != "ORGANIZATION" else 0.85)
    by_head = _by_head(tokens, first, end)
    if by_head is not None:
        return by_head
    if length == 1:
        word = text[first]
        if word in _CALENDAR or (run.initial and _ordinary(article, first)):
            return None
        hyphenated = _by_hyphen(word)
        if hyphenated is not None:
            return Name(first, end, hyphenated, 0.7)
        return None
    return _person_by_words(article, first, end)


def _shouted(tokens: Tokens, first: int, end: int) -> Name | None:
    """A listed place in capitals (`ISLAMABAD`), as datelines write it."""
    phrase = " ".join(tokens.text[first:end])
    kind = _LISTED_UPPER.get(phrase) if len(phrase) > 3 else None
    return Name(first, end, kind, 0.85) if kind else None


def _by_hyphen(word: str) -> EntityType | None:
    """The type of a compound: `Chinese-Canadian`; `US-China` names two places and is left out."""
    parts = word.split("-")
    if len(parts) != 2 or _LISTED.get(parts[1]) != "NORP":
        return None
    return "NORP" if _LISTED.get(parts[0]) == "NORP" or parts[0] in _PEOPLE_PREFIXES else None


def _by_head(tokens: Tokens, first: int, end: int) -> Name | None:
    text = tokens.text
    last, opener, length = text[end - 1], text[first], end - first
    linked = next((index for index in range(first + 1, end - 1) if text[index] in _LINKS), -1)
    if linked > 0:
        head = text[linked - 1]
        if head in _ORG_OPENERS or head in _ORG_HEADS:
            return Name(first, end, "ORGANIZATION", 0.9)
        if head in _MISC_OPENERS or head in _MISC_HEADS:
            return Name(first, end, "MISC", 0.75)
        if head in _FACILITY_HEADS and head not in _PLACE_HEADS:
            return Name(first, end, "FACILITY", 0.7)
        return Name(first, end, "LOCATION", 0.7)
    if length < 2:
        return None
    if (
        opener in GIVEN
        and length == 2
        and last
        in (
            "Park",
            "Wall",
            "Hall",
            "Post",
            "Young",
            "Day",
            "Bill",
            "Law",
            "Forest",
            "Rivers",
            "Lake",
            "Banks",
            "March",
            "May",
            "House",
            "Church",
            "Guard",
            "Court",
            "Price",
            "West",
            "Camp",
            "Rule",
            "Fort",
            "Street",
            "Gates",
            "Garden",
        )
    ):
        return None
    if last in _ORG_HEADS:
        return Name(first, end, "ORGANIZATION", 0.88)
    if last in _FACILITY_HEADS:
        return Name(first, end, "FACILITY", 0.75)
    if last in _PLACE_HEADS:
        return Name(first, end, "LOCATION", 0.8)
    if last in _MISC_HEADS:
        return Name(first, end, "MISC", 0.7)
    if opener in _DIRECTIONS and _plain(tokens.span(first + 1, end)) in _LISTED:
        return Name(first, end, "LOCATION", 0.9)
    if opener in _DIRECTIONS and length == 2 and opener not in _LOOSE_DIRECTIONS:
        return Name(first, end, "LOCATION", 0.6)
    if opener in _MISC_OPENERS:
        return Name(first, end, "MISC", 0.7)
    if opener in _PLACE_OPENERS and length <= 3:
        return Name(first, end, "LOCATION", 0.7)
    if opener in _ORG_OPENERS and length >= 3:
        return Name(first, end, "ORGANIZATION", 0.6)
    return None


def _follows_person(tokens: Tokens, end: int) -> bool:
    """Whether what follows goes with a person: a speech verb or an age."""
    if end >= len(tokens):
        return False
    if is_cue(tokens.lower[end]) and tokens.lower[end] not in (
        "report",
        "reports",
        "plan",
        "plans",
    ):
        return True
    return (
        end + 2 < len(tokens)
        and tokens.text[end] == ","
        and tokens.text[end + 1].isdigit()
        and len(tokens.text[end + 1]) == 2
        and tokens.text[end + 2] in (",", ".")
    )


_SAYS = words("grammar", "capitals.says")


def _speaks(tokens: Tokens, end: int) -> bool:
    """Whether a verb follows that persons much more often go with than companies."""
    return end < len(tokens) and tokens.lower[end] in _SAYS


def _person_by_words(article: _Article, first: int, end: int) -> Name | None:
    tokens = article.tokens
    parts = tokens.text[first:end]
    length = end - first
    if length > 5:
        return None
    if parts[0] in GIVEN:
        return Name(first, end, "PERSON", 0.92)
    if any(len(part) == 2 and part[1] == "." for part in parts[:-1]):
        return Name(first, end, "PERSON", 0.85)
    if any(part in _PARTICLES for part in parts[1:]) and parts[0] not in _LISTED:
        return Name(first, end, "PERSON", 0.75)
    if parts[0] in SURNAME_FIRST and length <= 3 and parts[0] not in article.in_lower:
        return Name(first, end, "PERSON", 0.85)
    if _follows_person(tokens, end) and not any(part.isupper() for part in parts):
        return Name(first, end, "PERSON", 0.8)
    if parts[-1] in _PERSON_SUFFIXES:
        return Name(first, end, "PERSON", 0.8)
    return None


def _second_pass(article: _Article, found: Sequence[Name], later: Sequence[_Run]) -> list[Name]:
    """The types of what the first pass left, from the same words elsewhere in the article."""
    tokens = article.tokens
    types: dict[tuple[str, ...], tuple[EntityType, float]] = {}
    person_parts: dict[str, float] = {}
    acronyms: set[str] = set()
    for name in found:
        words_of = tuple(tokens.text[name.first : name.end])
        if words_of not in types or types[words_of][1] < name.confidence:
            types[words_of] = (name.type, name.confidence)
        if name.type == "PERSON" and len(words_of) > 1:
            for part in (words_of[0], words_of[-1]):
                person_parts[part] = max(person_parts.get(part, 0.0), name.confidence)
        elif name.type == "PERSON":
            person_parts[words_of[0]] = max(person_parts.get(words_of[0], 0.0), name.confidence)
        elif name.type in ("ORGANIZATION", "MISC", "LOCATION", "FACILITY") and len(words_of) > 1:
            acronyms.add("".join(word[0] for word in words_of if word[0].isupper()))
    names: list[Name] = []
    unknown: list[_Run] = []
    for run in later:
        words_of = tuple(tokens.text[run.first : run.end])
        if words_of in types:
            kind, confidence = types[words_of]
            names.append(Name(run.first, run.end, kind, confidence * 0.95))
        elif len(words_of) == 1 and words_of[0] in person_parts:
            names.append(Name(run.first, run.end, "PERSON", person_parts[words_of[0]] * 0.95))
        elif len(words_of) == 2 and words_of[1] in person_parts:
            names.append(Name(run.first, run.end, "PERSON", 0.8))
        else:
            unknown.append(run)
    votes: dict[tuple[str, ...], Counter[EntityType]] = {}
    for run in unknown:
        words_of = tuple(tokens.text[run.first : run.end])
        kind = _guess(article, run)
        if kind is not None:
            votes.setdefault(words_of, Counter())[kind] += 1
    for run in unknown:
        words_of = tuple(tokens.text[run.first : run.end])
        if words_of in votes and not (run.initial and _ordinary(article, run.first)):
            kind, count = votes[words_of].most_common(1)[0]
            sure = count / votes[words_of].total()
            names.append(Name(run.first, run.end, kind, (0.6 if count > 1 else 0.5) * sure))
    return names


def _guess(article: _Article, run: _Run) -> EntityType | None:
    """What the words around an unknown name say that it is; None where they say nothing."""
    tokens = article.tokens
    first, end = run.first, run.end
    words_of = tokens.text[first:end]
    before = tokens.lower[first - 1] if first else ""
    if tokens.lower[end - 1] in _ROLE_HEADS or naming.title_at(tokens, first, end) == end:
        return None
    kind = _by_noun_after(tokens, end)
    if kind is not None:
        return kind
    if len(words_of) == 1:
        return _guess_word(article, run, before)
    if len(words_of) > 6:
        return None
    if any(word.isupper() and len(word) > 1 for word in words_of):
        return "ORGANIZATION"
    if before in _PLACE_PREPOSITIONS and before != "from" and len(words_of) <= 2:
        return "LOCATION"
    if before in _DETERMINERS or len(words_of) > 3:
        return None if len(words_of) < 3 else "ORGANIZATION"
    if any(word.casefold() in article.in_lower for word in words_of):
        return None
    return "PERSON"


def _guess_word(article: _Article, run: _Run, before: str) -> EntityType | None:
    tokens = article.tokens
    word, lower = tokens.text[run.first], tokens.lower[run.first]
    if word in _CALENDAR or len(word) < 2 or not word[0].isalpha() or lower in _CLOSED:
        return None
    if word in _ACRONYMS:
        return None
    if before in ("the", "a", "an") or before[:1].isdigit():
        kind: EntityType | None = "ORGANIZATION" if word.isupper() else None
        return kind
    if word[1:] != word[1:].lower() and not word.isupper() and "-" not in word and word[:2] != "Mc":
        return "ORGANIZATION"  # OpenAI, SoftBank
    if word.isupper():
        return None if run.initial and lower in article.in_lower else "ORGANIZATION"
    if lower in article.in_lower or (lower in _OPENERS and run.initial):
        return None
    if _speaks(tokens, run.end) and before not in _DETERMINERS:
        return "PERSON"
    if word in GIVEN and not run.initial:
        return "PERSON"
    if before in _PLACE_PREPOSITIONS:
        return "LOCATION"
    if before == "of" and not run.initial:
        return "LOCATION"
    return None


_NOUNS_AFTER: dict[str, EntityType] = {
    **dict.fromkeys(
        words("grammar", "capitals.nouns_after.1"),
        "LOCATION",
    ),
    **dict.fromkeys(words("grammar", "capitals.nouns_after.2"), "ORGANIZATION"),
    **dict.fromkeys(words("grammar", "capitals.nouns_after.3"), "FACILITY"),
    **dict.fromkeys(words("grammar", "capitals.nouns_after.4"), "NORP"),
}


def _by_noun_after(tokens: Tokens, end: int) -> EntityType | None:
    """The type that an ordinary noun after a name gives it (`Torvik village`)."""
    return _NOUNS_AFTER.get(tokens.text[end]) if end < len(tokens) else None


def _without_overlap(found: Sequence[Name]) -> list[Name]:
    kept: list[Name] = []
    for name in sorted(found, key=lambda item: (item.first, -item.end)):
        if not kept or name.first >= kept[-1].end:
            kept.append(name)
    return kept
