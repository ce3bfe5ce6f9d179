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
from etl.extract import kinds
from etl.extract import names as naming
from etl.extract.lexicon import words
from etl.extract.names import GIVEN, Name
from etl.extract.tokens import Sentence, Tokens

_DETERMINERS = words("words", "determiners")
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
_SURNAME_PARTICLES = words("grammar", "capitals.surname_particles")
_ROLE_HEADS = words("persons", "role_heads")

_POSSESSIVE_STEMS = words("grammar", "capitals.possessive_stems")
_ACRONYMS = words("words", "acronyms")
_ON_HEADS = words("grammar", "capitals.on_heads")
_PLACE_PREPOSITIONS = frozenset(["in", "at", "from", "near", "across", "outside", "throughout"])
_LOWER_DIRECTIONS = frozenset(word.casefold() for word in kinds.DIRECTIONS)
_NAMELIKE_TITLES = frozenset(["king", "justice", "prince", "earl", "dean", "major"])
"""Titles that are given names or surnames as often."""
_NEWSPAPERS = words("organisations", "newspapers")
_MAX_WORDS = 12
"""Tokens in one name: longer runs of capitals are headings."""
_MAX_LISTED = 6


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


def _look(word: str, lower: str, capital: bool) -> str:  # noqa: FBT001
    """`upper`, `title` or `lower`; empty for what says nothing of a sentence's style."""
    if not word[0].isalpha() or lower in _CLOSED:
        return ""
    if word.isupper() and len(word) > 1:
        return "upper"
    return "title" if capital else "lower"


class _Article:
    """What the whole article says about its words."""

    def __init__(self, tokens: Tokens, sentences: Sequence[Sentence]) -> None:
        self.tokens = tokens
        self.sentences = sentences
        # What is true of a word wherever it stands is asked once for each word of the article.
        words = dict(zip(tokens.text, tokens.lower, strict=True))
        capital = {word: _is_capital(word) for word in words}
        self.capital = [capital[word] for word in tokens.text]
        self.in_lower = {word for word in words if not capital[word]}
        self.inside: Counter[str] = Counter()
        """Words with a capital where none was called for."""
        look = {word: _look(word, lower, capital[word]) for word, lower in words.items()}
        looks = [look[word] for word in tokens.text]
        self.style = [self._style(sentence, looks) for sentence in sentences]
        for sentence, style in zip(sentences, self.style, strict=True):
            if style == "text":
                for index in range(sentence.first, sentence.end):
                    if self.capital[index] and not self.starts(index, sentence):
                        self.inside[tokens.text[index]] += 1

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

    def _style(self, sentence: Sentence, looks: Sequence[str]) -> str:
        """`upper`, `title` (a headline's capitals) or `text`."""
        tokens = self.tokens
        seen = looks[sentence.first : sentence.end]
        upper, title, lower = seen.count("upper"), seen.count("title"), seen.count("lower")
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
        if tokens.text[index] in kinds.UPPER_FIRST and not blocked[index]:
            for end in range(min(index + _MAX_LISTED, sentence.end), index, -1):
                phrase = " ".join(tokens.text[index:end])
                if phrase in kinds.LISTED_UPPER and len(phrase) > 3:
                    found.append(Name(index, end, kinds.LISTED_UPPER[phrase], 0.7))
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
    """Where a run of capitalised words ends, with the small words that link its parts."""
    tokens, capital = article.tokens, article.capital
    end = first + 1
    while end < limit and end - first < _MAX_WORDS and not blocked[end]:
        if capital[end] and tokens.lower[end] not in ("i", "the"):
            end += 1
            continue
        after = _linked(article, first, end, limit)
        if after >= limit or after == end or not capital[after] or blocked[after]:
            break
        end = after + 1
    return end


def _linked(article: _Article, first: int, link: int, limit: int) -> int:
    """Where a name goes on after a small word at `link`; `link` itself where it does not."""
    tokens, capital = article.tokens, article.capital
    word, before, after = tokens.lower[link], tokens.text[link - 1], link + 1
    if after >= limit:
        return link
    if word in ("&", "+"):
        return after
    if word in kinds.PARTICLES and tokens.text[link].islower() and before not in _CLOSED:
        while after < limit and tokens.text[after] in kinds.PARTICLES:
            after += 1
        return after
    if (word in ("of", "for") and before in kinds.OF_HEADS) or (
        word == "on" and before in _ON_HEADS
    ):
        return after + (tokens.lower[after] == "the")
    possessive = word in ("'s", "'") and tokens.lower[link - 1] in _POSSESSIVE_STEMS
    joins = word == "and" and capital[after] and _joins(article, first, link, limit)
    return after if possessive or joins else link


def _joins(article: _Article, first: int, conjunction: int, limit: int) -> bool:
    """Whether the `and` stands within one name (`Belt and Road Initiative`)."""
    tokens, capital = article.tokens, article.capital
    before = tokens.text[first:conjunction]
    after = end = conjunction + 1
    while end < limit and capital[end]:
        end += 1
    if any(word in kinds.LINKS for word in before) and before[0] in kinds.ORG_OPENERS:
        listed = kinds.listed_kind(tokens, after, end) is not None
        return not listed and tokens.text[after] not in GIVEN
    known = kinds.listed_kind(tokens, first, conjunction) is not None or before[0] in GIVEN
    last = tokens.text[end - 1]
    headed = last in kinds.ORG_HEADS or last in kinds.MISC_HEADS
    return (
        end - after >= 2
        and headed
        and not known
        and before[-1] not in kinds.ORG_HEADS
        and len(before) <= 3
    )


def _listed_only(tokens: Tokens, run: _Run) -> list[Name]:
    found: list[Name] = []
    index = run.first
    while index < run.end:
        end = kinds.longest_listed(tokens, index, run.end)
        if end > index:
            kind = kinds.listed_kind(tokens, index, end)
            if kind in ("LOCATION", "NORP", "ORGANIZATION") and (
                end - index > 1 or len(tokens.text[index]) > 2
            ):
                found.append(Name(index, end, kind, 0.6))
            index = end
        else:
            index += 1
    return found


def _segment(article: _Article, run: _Run) -> tuple[list[Name], list[_Run]]:
    """Cut a run into names that are sure and pieces left for the second pass."""
    tokens = article.tokens
    sure: list[Name] = []
    rest: list[_Run] = []
    first, end = _without_lead(article, run), run.end
    if first < end and tokens.text[first] == "The":
        return [Name(first, end, "ORGANIZATION", 0.85)], rest
    role = _role_within(tokens, first, end)
    if role > first:
        sure += _before_role(tokens, first, role)
    titled = role > first
    first = role
    while first < end:
        after_title = naming.title_at(tokens, first, end)
        if after_title == end:
            break
        if after_title > first:
            first, titled = after_title, True
            continue
        stop = _next_boundary(tokens, first, end)
        name = _classify(article, first, stop, titled=titled, run=run)
        if name is None:
            rest.append(_Run(first, stop, run.initial and first == run.first))
        else:
            sure.append(name)
        first, titled = stop, False
    return sure, rest


def _without_lead(article: _Article, run: _Run) -> int:
    """The first token of a run that may belong to a name: not `The`, `In`, `Police` ...

    `The` stays where a newspaper's title begins with it.
    """
    tokens = article.tokens
    first, end = run.first, run.end
    while first < end and tokens.lower[first] in _CLOSED and not _starts_listed(tokens, first, end):
        word = tokens.text[first]
        if not run.initial and (
            (word.isupper() and len(word) > 1)  # US, IT, WHO
            or (word == "The" and tokens.text[end - 1] in _NEWSPAPERS)
        ):
            break
        first += 1
    # At the start of a sentence an ordinary word may be no part of the name.
    whole = run.initial and first == run.first and first < end
    if (
        whole
        and _ordinary(article, first)
        and (end - first == 1 or not _headed(article, first, end))
    ):
        first += 1
    return first


def _role_within(tokens: Tokens, first: int, end: int) -> int:
    """Where a person's name starts after an office in capitals (`National Security Adviser Li`).

    `first` where there is none.
    """
    for index in range(end - 2, first - 1, -1):
        if tokens.lower[index] in _ROLE_HEADS and tokens.text[index + 1] in GIVEN:
            return index + 1 if end - index <= 5 else first
    return first


def _before_role(tokens: Tokens, first: int, role: int) -> list[Name]:
    """The listed name that an office in capitals begins with (`Tesla Chief Engineer Ann Lee`)."""
    listed = kinds.longest_listed(tokens, first, role)
    kind = kinds.listed_kind(tokens, first, listed) if listed > first else None
    return [Name(first, listed, kind, 0.85)] if kind else []


def _starts_listed(tokens: Tokens, first: int, end: int) -> bool:
    return kinds.longest_listed(tokens, first, end) > first


def _ordinary(article: _Article, index: int) -> bool:
    """Whether the word is one of the language's, capitalised here by its place only."""
    tokens = article.tokens
    word, lower = tokens.text[index], tokens.lower[index]
    if kinds.longest_listed(tokens, index, min(index + _MAX_LISTED, len(tokens))) > index:
        return False
    if lower in article.in_lower:
        return True
    return lower in _OPENERS and not article.inside[word]


def _headed(article: _Article, first: int, end: int) -> bool:
    last = article.tokens.text[end - 1]
    return (
        last in kinds.ORG_HEADS
        or last in kinds.MISC_HEADS
        or any(article.tokens.text[index] in kinds.LINKS for index in range(first, end))
    )


def _next_boundary(tokens: Tokens, first: int, end: int) -> int:
    """Where the name that starts at `first` ends within its run.

    A listed place or people ends a name where a title or a given name follows
    (`Texas | Gov. Greg Abbott`, `Chinese | President Xi`); a title starts a new one.
    """
    listed = kinds.longest_listed(tokens, first, end)
    if listed == end or kinds.has_head(tokens, end - 1):
        return end
    if listed > first and _ends_listed(tokens, first, listed, end):
        return listed
    for index in range(first + 2, end - 1):  # `Development Company | Abdullah Abudawood`
        person = tokens.text[index] in GIVEN or end - index == 2
        if tokens.text[index - 1] in kinds.ORG_HEADS and person:
            return index
    for index in range(first + 1, end):
        word = tokens.text[index]
        if naming.title_at(tokens, index, end) > index and not (
            word in GIVEN or tokens.lower[index] in _NAMELIKE_TITLES
        ):
            return index
    return end


def _ends_listed(tokens: Tokens, first: int, listed: int, end: int) -> bool:
    """Whether a listed name that starts a run is a name by itself there."""
    if naming.title_at(tokens, listed, end) > listed:
        return True
    kind = kinds.listed_kind(tokens, first, listed)
    if kind == "NORP":
        return not kinds.is_institute(tokens, listed, end)
    given = tokens.text[listed] in GIVEN and tokens.text[first] not in GIVEN
    return given and listed - first < 3 and kind in ("LOCATION", "ORGANIZATION")


def _classify(article: _Article, first: int, end: int, *, titled: bool, run: _Run) -> Name | None:
    """The name of these tokens if its own words or neighbours decide; None to look again later."""
    tokens = article.tokens
    length = end - first
    if titled and length <= 5 and not kinds.has_head(tokens, end - 1):
        return Name(first, end, "PERSON", 0.9)
    kind = kinds.listed_kind(tokens, first, end)
    if kind is not None:
        if length == 1 and tokens.text[first] in GIVEN and kinds.follows_person(tokens, end):
            return Name(first, end, "PERSON", 0.6)
        return Name(first, end, kind, 0.92 if length > 1 or kind != "ORGANIZATION" else 0.85)
    if length > 1:
        found = kinds.by_head(tokens, first, end) or kinds.shouted(tokens, first, end)
        return found or kinds.person_by_words(tokens, first, end, article.in_lower)
    if tokens.text[first] in _CALENDAR or (run.initial and _ordinary(article, first)):
        return None
    return kinds.by_hyphen(tokens, first) or kinds.shouted(tokens, first, end)


def _second_pass(article: _Article, found: Sequence[Name], later: Sequence[_Run]) -> list[Name]:
    """The types of what the first pass left, from the same words elsewhere in the article."""
    tokens = article.tokens
    known, persons = _known(tokens, found)
    named: list[Name] = []
    unknown: list[_Run] = []
    for run in later:
        parts = tuple(tokens.text[run.first : run.end])
        if parts in known:
            kind, confidence = known[parts]
            named.append(Name(run.first, run.end, kind, confidence * 0.95))
        elif len(parts) == 1 and parts[0] in persons:
            named.append(Name(run.first, run.end, "PERSON", persons[parts[0]] * 0.95))
        elif len(parts) == 2 and parts[1] in persons:
            named.append(Name(run.first, run.end, "PERSON", 0.8))
        else:
            unknown.append(run)
    return named + _by_vote(article, unknown)


def _known(
    tokens: Tokens, found: Sequence[Name]
) -> tuple[dict[tuple[str, ...], tuple[EntityType, float]], dict[str, float]]:
    """Words of names -> type and confidence; first and last words of persons -> confidence."""
    known: dict[tuple[str, ...], tuple[EntityType, float]] = {}
    persons: dict[str, float] = {}
    for name in found:
        parts = tuple(tokens.text[name.first : name.end])
        if parts not in known or known[parts][1] < name.confidence:
            known[parts] = (name.type, name.confidence)
        if name.type == "PERSON":
            for part in (parts[0], parts[-1]):
                persons[part] = max(persons.get(part, 0.0), name.confidence)
    return known, persons


def _by_vote(article: _Article, unknown: Sequence[_Run]) -> list[Name]:
    """Names that only the words around them explain: all occurrences decide together."""
    tokens = article.tokens
    votes: dict[tuple[str, ...], Counter[EntityType]] = {}
    for run in unknown:
        guess = _guess(article, run)
        if guess is not None:
            votes.setdefault(tuple(tokens.text[run.first : run.end]), Counter())[guess] += 1
    named: list[Name] = []
    for run in unknown:
        parts = tuple(tokens.text[run.first : run.end])
        if parts in votes and not (run.initial and _ordinary(article, run.first)):
            kind, count = votes[parts].most_common(1)[0]
            share = count / votes[parts].total()
            named.append(Name(run.first, run.end, kind, (0.6 if count > 1 else 0.5) * share))
    return named


def _guess(article: _Article, run: _Run) -> EntityType | None:
    """What the words around an unknown name say that it is; None where they say nothing."""
    tokens = article.tokens
    parts = tokens.text[run.first : run.end]
    if tokens.lower[run.end - 1] in _ROLE_HEADS or len(parts) > 6:
        return None
    if naming.title_at(tokens, run.first, run.end) == run.end:
        return None
    kind = kinds.by_noun_after(tokens, run.end)
    if kind is None and len(parts) == 1:
        kind = _guess_word(article, run)
    elif kind is None:
        kind = _guess_words(article, run)
    return kind


def _guess_words(article: _Article, run: _Run) -> EntityType | None:
    """The type of an unknown name of several words."""
    tokens = article.tokens
    parts = tokens.text[run.first : run.end]
    before = tokens.lower[run.first - 1] if run.first else ""
    if any(part.isupper() and len(part) > 1 for part in parts):
        return "ORGANIZATION"
    if before in _PLACE_PREPOSITIONS and before != "from" and len(parts) == 2:
        return "LOCATION"
    if len(parts) > 3 or (before in _DETERMINERS and len(parts) == 3):
        return "ORGANIZATION"
    ordinary = any(part.casefold() in article.in_lower for part in parts)
    return None if before in _DETERMINERS or ordinary else "PERSON"


def _guess_word(article: _Article, run: _Run) -> EntityType | None:
    """The type of an unknown name of one word."""
    tokens = article.tokens
    word, lower = tokens.text[run.first], tokens.lower[run.first]
    before = tokens.lower[run.first - 1] if run.first else ""
    article_before = before in ("the", "a", "an") or before[:1].isdigit()
    ordinary = lower in article.in_lower or (lower in _OPENERS and run.initial)
    if word in _CALENDAR or word in _ACRONYMS or lower in _CLOSED or not word[0].isalpha():
        return None
    if word.isupper():
        return None if len(word) < 2 or (run.initial and ordinary) else "ORGANIZATION"
    if ordinary or article_before:
        return None
    kind: EntityType | None = None
    if word[1:] != word[1:].lower() and "-" not in word and not word.startswith("Mc"):
        kind = "ORGANIZATION"  # OpenAI, SoftBank
    elif (kinds.speaks(tokens, run.end) and before not in _DETERMINERS) or (
        word in GIVEN and not run.initial
    ):
        kind = "PERSON"
    elif before in _PLACE_PREPOSITIONS or (before == "of" and not run.initial):
        kind = "LOCATION"
    return kind


def _without_overlap(found: Sequence[Name]) -> list[Name]:
    kept: list[Name] = []
    for name in sorted(found, key=lambda item: (item.first, -item.end)):
        if not kept or name.first >= kept[-1].end:
            kept.append(name)
    return kept
