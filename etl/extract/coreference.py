"""Which names and pronouns of one article mean the same person, organisation or place.

Belongs here: grouping the names of an article into local entities, linking acronyms to what they
stand for, and finding what a pronoun refers to. Does not belong here: the same entity in other
articles (`etl.resolve`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from etl.contracts.extraction import EntityType
from etl.extract import names as naming
from etl.extract import roles
from etl.extract.lexicon import words
from etl.extract.names import SURNAME_FIRST, Gender, Name
from etl.extract.tokens import Sentence, Tokens

UNGROUPED: frozenset[EntityType] = frozenset(["DATE", "MONEY"])
"""Types that name no entity."""

_ALIASES: tuple[tuple[str, ...], ...] = (
    ("united states", "us", "usa", "united states of america", "america"),
    ("united kingdom", "uk", "britain", "great britain"),
    ("united arab emirates", "uae"),
    ("democratic republic of congo", "democratic republic of the congo", "drc"),
    ("russia", "russian federation"),
    ("united nations", "un"),
    ("european union", "eu"),
    ("associated press", "ap"),
    ("islamic state", "isis", "isil"),
    ("world health organization", "world health organisation", "who"),
)
_CANONICAL = {alias: group[0] for group in _ALIASES for alias in group}
_EXCHANGES = words("things", "exchanges")
_POSSESSIVES = frozenset(["'s", "’s"])
_LONGEST_BRACKET = 7
"""Tokens of an exchange and a symbol with the brackets around them."""
_SYMBOL_LETTERS = range(3, 6)
"""Letters of a symbol without its exchange."""
_COMPANY = words("grammar", "coreference.company")
_HE = frozenset(["he", "him", "his", "himself"])
_SHE = frozenset(["she", "her", "hers", "herself"])
PERSONAL = _HE | _SHE
BODIES = words("grammar", "coreference.bodies")
"""Nouns for organisations that `the` makes a description of one named before."""
_MEN = words("persons", "men")
_WOMEN = words("persons", "women")
_FURTHER = words("grammar", "coreference.further")
"""Words before an office that make it another one (`the deputy mayor`)."""
_BODY_LOOK_BACK = 4
"""Sentences before its own in which the organisation is named that `the company` means."""
_LEADS_WITHIN = 2
"""Tokens of a sentence before the name that it begins with."""
_NAMED_ONLY = words("grammar", "coreference.named_only")
"""Bodies that are meant only where their name says what they are (`the court`, `the council`)."""
_ANALYSTS = words("grammar", "coreference.analysts")
_TAKEN_FROM = frozenset(
    [
        ("according", "to"),
        *((done, "by") for done in ("compiled", "polled", "reported", "surveyed")),
    ]
)
_MOST_BEFORE = 6
"""Tokens before a name that say what its person is, at most."""
_SMALL = frozenset(["of", "the", "and", "for", "to", "'s", "’s", "-"])
_PARTS = words("words", "prepositions") | {"and", "or", "the"}
_AGE_BEFORE = 6
"""Tokens before a name within which its age may stand."""
_INITIAL = 2
"""Letters of an initial with its full stop, at most."""
_MAX_NAMES = 200
"""Names looked back over for a description: what stands further back is not meant."""
_LOOK_BACK = 5
"""Sentences before its own in which a pronoun's antecedent is looked for."""


@dataclass(slots=True)
class Entity:
    """One person, organisation or place of the article."""

    type: EntityType
    members: list[int] = field(default_factory=list)
    """Indices of its names, in text order."""
    fullest: int = -1
    """Index of the name that names it most fully."""
    acronym: str | None = None
    gender: Gender | None = None


@dataclass(slots=True)
class Coreference:
    """The names of an article and what they refer to."""

    names: list[Name]
    """In text order, none overlapping."""
    entity_of: list[int | None]
    """For each name, its place in `entities`; None for dates, money and names left open."""
    entities: list[Entity]
    acronym_of: dict[int, int]
    """Name that is an acronym -> name that spells it out."""


def group(tokens: Tokens, names: Sequence[Name]) -> Coreference:
    """Group names into entities.

    A person is known by the full name; a surname (or a given name that nobody else has as a
    surname) belongs to the one person it can belong to, and to nobody where there are several.
    Everything else is grouped by its words, its acronym and a few fixed aliases.
    """
    names = list(names)
    entity_of: list[int | None] = [None] * len(names)
    entities: list[Entity] = []
    acronym_of = _acronyms(tokens, names)
    _group_persons(tokens, names, entity_of, entities)
    _group_others(tokens, names, entity_of, entities, acronym_of)
    _finish(tokens, names, entities)
    return Coreference(names, entity_of, entities, acronym_of)


def _acronyms(tokens: Tokens, names: Sequence[Name]) -> dict[int, int]:
    """Acronyms in brackets after the name that they stand for, and their later occurrences."""
    spelled: dict[str, int] = {}
    for index in range(len(names) - 1):
        long, short = names[index], names[index + 1]
        if short.first != long.end + 1 or tokens.text[long.end] != "(":
            continue
        if short.end >= len(tokens) or tokens.text[short.end] != ")":
            continue
        text = "".join(tokens.text[short.first : short.end])
        if stands_for(text, tokens.text[long.first : long.end]):
            spelled.setdefault(text.replace(".", ""), index)
    for index, name in enumerate(names):
        symbol = _symbol(tokens, name)
        if symbol is not None:
            spelled.setdefault(symbol, index)
    found: dict[int, int] = {}
    if spelled:
        for index, name in enumerate(names):
            listed = tokens.text[name.first] in _EXCHANGES and tokens.text[name.end - 2] == ":"
            if name.end - name.first == 1 or listed:
                text = tokens.text[name.end - 1].replace(".", "")
                if text in spelled and spelled[text] != index:
                    found[index] = spelled[text]
    return found


def _symbol(tokens: Tokens, name: Name) -> str | None:
    """The symbol in brackets after a company by which its shares are traded.

    `Apple Inc. (NASDAQ: AAPL)`; without its exchange where the company's name has its letters:
    `Apple's (AAPL)`.
    """
    if name.type == "PERSON" or name.type in UNGROUPED:
        return None
    at = name.end
    if at < len(tokens) and tokens.lower[at] in _POSSESSIVES:
        at += 1
    inside = tokens.text[at : at + _LONGEST_BRACKET]
    if inside[:1] != ["("] or ")" not in inside:
        return None
    *exchange, symbol = inside[1 : inside.index(")")] or [""]
    if not (symbol.isascii() and symbol.isalpha() and symbol.isupper()):
        return None
    if exchange:
        return symbol if exchange[-1] == ":" and exchange[0] in _EXCHANGES else None
    letters = "".join(tokens.lower[name.first : name.end])
    if name.type != "ORGANIZATION" or len(symbol) not in _SYMBOL_LETTERS:
        return None
    own = symbol.casefold()
    return symbol if own[0] == letters[0] and set(own) <= set(letters) else None


def stands_for(acronym: str, long: Sequence[str]) -> bool:
    """Whether the letters of an acronym are initials of a name's words, in order.

    The first letters must agree; further ones may come from within words (`CPEC`, `UNESCO`) or
    from the parts of compounds (`China-Pakistan`).
    """
    letters = [letter for letter in acronym.casefold() if letter.isalpha()]
    parts = [part for word in long for part in word.casefold().split("-") if part[:1].isalpha()]
    if len(letters) < 2 or len(parts) < 2 or letters[0] != parts[0][0]:
        return False
    initials = iter(part[0] for part in parts)
    if all(letter in initials for letter in letters):
        return True
    rest = iter("".join(parts))
    return len(letters) >= len(parts) - 2 and all(letter in rest for letter in letters)


def _compatible(one: Gender | None, other: Gender | None) -> bool:
    return one is None or other is None or one == other


class _Persons:
    """The persons of an article by the words of their names."""

    def __init__(self, tokens: Tokens, names: Sequence[Name], entities: list[Entity]) -> None:
        self._entities = entities
        self._by_key: dict[tuple[str, ...], int] = {}
        self._by_last: dict[str, list[int]] = {}
        self._by_first: dict[str, list[int]] = {}
        self._by_middle: dict[str, list[int]] = {}
        self._single: dict[str, int] = {}
        self._met: set[int] = set()
        """Persons whose full name the text has given so far."""
        self._called: dict[str, int] = {}
        """Word -> the person it was first used for alone, where several may be called so."""
        keys = [naming.key(tokens, name) for name in names if name.type == "PERSON"]
        full = sorted({key for key in keys if len(key) > 1}, key=lambda key: (-len(key), key))
        self._long: dict[int, tuple[str, ...]] = {}
        for key in full:
            last = _surname(key)
            matches = [
                place
                for place in self._by_last.get(last, ())
                if _abbreviates(key, self._long[place])
            ]
            if len(matches) == 1:
                self._by_key[key] = matches[0]
            else:
                self._new(key, last)
        for name in names:
            key = naming.key(tokens, name) if name.type == "PERSON" else ()
            if len(key) > 1:
                entity = entities[self._by_key[key]]
                entity.gender = entity.gender or naming.gender(tokens, name)

    def _new(self, key: tuple[str, ...], last: str) -> None:
        place = len(self._entities)
        self._entities.append(Entity("PERSON"))
        self._by_key[key] = place
        self._long[place] = key
        self._by_last.setdefault(last, []).append(place)
        self._by_first.setdefault(key[0], []).append(place)
        for word in key[1:-1]:
            if len(word) > _INITIAL and word.title() not in naming.GIVEN:
                self._by_middle.setdefault(word, []).append(place)
        if key[-1] != last:
            self._by_first.setdefault(key[-1], []).append(place)

    def place(self, key: tuple[str, ...], title: Gender | None) -> int | None:
        """The person that a name names; None where it could be one of several."""
        if len(key) > 1:
            self._met.add(self._by_key[key])
            return self._by_key[key]
        word = key[0]
        candidates = self._fitting(self._by_last, word, title)
        middle = self._fitting(self._by_middle, word, title)
        if middle:
            # `Joris Pell Marlow ... Pell`: a surname that another follows, as in Spanish; it stays
            # whose it was before others of that name came.
            met = {*candidates, *middle} & self._met
            if len(met) == 1:
                self._called.setdefault(word, next(iter(met)))
            if self._called.get(word) in (*candidates, *middle):
                return self._called[word]
            candidates = candidates or middle
        candidates = candidates or self._fitting(self._by_first, word, title)
        if candidates:
            return candidates[0] if len(candidates) == 1 else None
        if word not in self._single:
            self._single[word] = len(self._entities)
            self._entities.append(Entity("PERSON", gender=title))
        return self._single[word]

    def _fitting(self, table: dict[str, list[int]], word: str, title: Gender | None) -> list[int]:
        return [
            place
            for place in table.get(word, ())
            if _compatible(title, self._entities[place].gender)
        ]


def _group_persons(
    tokens: Tokens, names: Sequence[Name], entity_of: list[int | None], entities: list[Entity]
) -> None:
    persons = _Persons(tokens, names, entities)
    for index, name in enumerate(names):
        if name.type == "PERSON":
            title = naming.gender(tokens, name)
            place = persons.place(naming.key(tokens, name), title)
            entity_of[index] = place
            if place is not None:
                entities[place].members.append(index)


def _surname(key: tuple[str, ...]) -> str:
    words = key
    while len(words) > 2 and words[-1] in ("jr", "sr", "ii", "iii", "iv"):
        words = words[:-1]
    if (
        len(words) <= 3
        and words[0].title() in SURNAME_FIRST
        and words[-1].title() not in SURNAME_FIRST
    ):
        return words[0]
    if len(words) <= 3 and words[0].title() in SURNAME_FIRST and len(words[0]) <= 5:
        return words[0]
    return words[-1]


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether the shorter full name leaves out or abbreviates words of the longer."""
    rest = iter(long)
    return all(
        any(word == other or (len(word) == 1 and other.startswith(word)) for other in rest)
        for word in short
    )


def _group_others(
    tokens: Tokens,
    names: Sequence[Name],
    entity_of: list[int | None],
    entities: list[Entity],
    acronym_of: dict[int, int],
) -> None:
    by_key: dict[tuple[EntityType, str], int] = {}

    def key_for(name: Name) -> str:
        words = naming.key(tokens, name)
        while name.type == "ORGANIZATION" and len(words) > 1 and words[-1] in _COMPANY:
            words = words[:-1]
        if name.type == "NORP" and len(words[-1]) > 4 and words[-1].endswith("s"):
            words = (*words[:-1], words[-1][:-1])
        joined = " ".join(words)
        return _CANONICAL.get(joined, joined)

    for index, name in enumerate(names):
        if name.type == "PERSON" or name.type in UNGROUPED:
            continue
        target = names[acronym_of[index]] if index in acronym_of else name
        if target.type == "PERSON" or target.type in UNGROUPED:
            target = name
        key = (target.type, key_for(target))
        if key not in by_key:
            by_key[key] = len(entities)
            entities.append(Entity(target.type))
        place = by_key[key]
        entity_of[index] = place
        entities[place].members.append(index)
        if index in acronym_of and entities[place].acronym is None:
            entities[place].acronym = tokens.span(name.first, name.end)


def _finish(tokens: Tokens, names: Sequence[Name], entities: list[Entity]) -> None:
    for entity in entities:
        entity.fullest = max(
            entity.members,
            key=lambda i: (
                names[i].end - names[i].first,
                not tokens.span(names[i].first, names[i].end).isupper(),
                names[i].end - names[i].first > 1 or len(tokens.text[names[i].first]),
                -i,
            ),
        )
        if entity.gender is None and entity.type == "PERSON":
            votes = Counter(
                vote
                for i in entity.members
                if (vote := naming.gender(tokens, names[i])) is not None
            )
            entity.gender = votes.most_common(1)[0][0] if len(votes) == 1 else None
            if not votes:
                entity.gender = _gender_of_roles(tokens, names, entity.members)


def _gender_of_roles(
    tokens: Tokens, names: Sequence[Name], members: Sequence[int]
) -> Gender | None:
    """What the roles beside a person's names say (`his mother, Adaeze`)."""
    found: set[Gender] = set()
    for index in members:
        role = roles.find(tokens, names, index)
        # Of a longer role the first noun that says so: `mother of the prince`.
        for word in tokens.lower[slice(*role)] if role else ():
            if word in _MEN or word in _WOMEN:
                found.add("male" if word in _MEN else "female")
                break
            if word in ("of", "for", "to"):
                break
    return found.pop() if len(found) == 1 else None


def learn_genders(
    tokens: Tokens,
    sentences: Sequence[Sentence],
    inside: Sequence[int],
    coreference: Coreference,
) -> None:
    """Give persons of unknown gender that of the pronoun that can mean nobody else.

    A sentence names one person alone, and the next, in the same paragraph, names nobody before its
    first `he` or `she`. Where that happens with both, nothing is learned.
    """
    persons = [index for index, name in enumerate(coreference.names) if name.type == "PERSON"]
    firsts = [coreference.names[index].first for index in persons]
    heard: dict[int, set[Gender]] = {}

    def named(first: int, end: int) -> set[int | None]:
        low, high = bisect_left(firsts, first), bisect_left(firsts, end)
        return {coreference.entity_of[index] for index in persons[low:high]}

    for before, sentence in pairwise(sentences):
        if before.paragraph != sentence.paragraph:
            continue
        subject = next(
            (
                index
                for index in range(sentence.first, sentence.end)
                if inside[index] < 0 and tokens.lower[index] in ("he", "she")
            ),
            None,
        )
        alone = named(before.first, before.end)
        if subject is None or len(alone) != 1 or named(sentence.first, subject):
            continue
        entity = alone.pop()
        if entity is not None and coreference.entities[entity].gender is None:
            wanted: Gender = "male" if tokens.lower[subject] == "he" else "female"
            heard.setdefault(entity, set()).add(wanted)
    for entity, genders in heard.items():
        if len(genders) == 1:
            coreference.entities[entity].gender = genders.pop()


class Antecedents:
    """Finds what a pronoun refers to; made once for an article."""

    def __init__(
        self,
        tokens: Tokens,
        sentences: Sequence[Sentence],
        inside: Sequence[int],
        coreference: Coreference,
    ) -> None:
        self._tokens = tokens
        self._sentences = sentences
        self._inside = inside
        self._coreference = coreference
        self._starts = [sentence.first for sentence in sentences]
        self._roles: list[tuple[int, int, frozenset[str]]] | None = None
        self._persons = [
            index for index, name in enumerate(coreference.names) if name.type == "PERSON"
        ]
        self._first = [coreference.names[index].first for index in self._persons]

    def _candidates(self, first: int, end: int, wanted: Gender | None) -> list[int]:
        """Persons named between two tokens, outside quotations, that fit; one name each entity."""
        found: dict[int, int] = {}
        low, high = bisect_left(self._first, first), bisect_left(self._first, end)
        for place in range(low, min(high, low + 50)):
            index = self._persons[place]
            name = self._coreference.names[index]
            entity = self._coreference.entity_of[index]
            if entity is None or self._inside[name.first] >= 0:
                continue
            if _compatible(self._coreference.entities[entity].gender, wanted):
                found.setdefault(entity, index)
        return list(found.values())

    def personal(
        self, pronoun: int, last_speaker: int | None, steps: int = _LOOK_BACK
    ) -> int | None:
        """The name that `he` or `she` refers to; None where two are equally likely or none is.

        Nearest first: the same sentence, then those before it. Within one sentence the one that
        the sentence starts with wins, then the one whose gender is sure; where it starts with the
        same pronoun, that is still meant.

        Args:
            pronoun: its token.
            last_speaker: the name whose words stand right before, if any.
            steps: how many sentences that begin with the same pronoun are looked through.
        """
        word = self._tokens.lower[pronoun]
        wanted: Gender | None = "male" if word in _HE else "female" if word in _SHE else None
        if wanted is None:
            return None
        place = max(0, bisect_left(self._starts, pronoun + 1) - 1)
        end = pronoun
        for step in range(place, max(-1, place - _LOOK_BACK - 1), -1):
            sentence = self._sentences[step]
            candidates = self._candidates(sentence.first, end, wanted)
            end = sentence.first
            if step < place and candidates and steps and self._goes_on(sentence, wanted):
                return self.personal(sentence.first, last_speaker, steps - 1)
            if (step < place or not candidates) and self._speaks_since(
                last_speaker, sentence.first, wanted
            ):
                return last_speaker
            if candidates:
                return self._likeliest(candidates, sentence, wanted)
        return None

    def fits(self, entity: int, pronoun: int) -> bool:
        """Whether `he` or `she` may mean an entity: a person, of no other gender."""
        known = self._coreference.entities[entity]
        word = self._tokens.lower[pronoun]
        wanted: Gender = "male" if word in _HE else "female"
        return known.type == "PERSON" and _compatible(known.gender, wanted)

    def other(self, pronoun: int, start: int, speaker: int | None) -> int | None:
        """The name that `he` or `she` within a statement refers to, who is not its speaker.

        Somebody named within the statement before it, else in the sentences before; None where two
        are equally likely or nobody is named.

        Args:
            pronoun: its token.
            start: the statement's first token.
            speaker: the entity that speaks, if it is known.
        """
        wanted: Gender = "male" if self._tokens.lower[pronoun] in _HE else "female"
        found = self._others(start, pronoun, wanted, speaker)
        if found:
            return found[-1] if len(found) == 1 else None
        place = max(0, bisect_left(self._starts, start + 1) - 1)
        end = start
        for step in range(place, max(-1, place - _LOOK_BACK - 1), -1):
            sentence = self._sentences[step]
            found = self._others(sentence.first, end, wanted, speaker)
            if found:
                return self._likeliest(found, sentence, wanted)
            end = sentence.first
        return None

    def _others(self, first: int, end: int, wanted: Gender, speaker: int | None) -> list[int]:
        """Persons named between two tokens that fit, without the speaker; one name each."""
        found: dict[int, int] = {}
        low, high = bisect_left(self._first, first), bisect_left(self._first, end)
        for index in self._persons[low : min(high, low + 50)]:
            entity = self._coreference.entity_of[index]
            if entity is None or entity == speaker:
                continue
            if _compatible(self._coreference.entities[entity].gender, wanted):
                found.setdefault(entity, index)
        return list(found.values())

    def _goes_on(self, sentence: Sentence, wanted: Gender) -> bool:
        """Whether a sentence begins with `he` or `she`, outside quotation marks."""
        subject = "he" if wanted == "male" else "she"
        return self._tokens.lower[sentence.first] == subject and self._inside[sentence.first] < 0

    def _speaks_since(self, speaker: int | None, first: int, wanted: Gender) -> bool:
        """Whether the last speaker fits and is named at or after a token."""
        if speaker is None or self._coreference.names[speaker].first < first:
            return False
        entity = self._coreference.entity_of[speaker]
        return entity is not None and _compatible(self._coreference.entities[entity].gender, wanted)

    def _likeliest(
        self, candidates: Sequence[int], sentence: Sentence, wanted: Gender
    ) -> int | None:
        """Of the persons that a sentence names, the one meant; None where none stands out."""
        entity_of, entities = self._coreference.entity_of, self._coreference.entities
        if len(candidates) == 1:
            return candidates[0]
        sure = [
            index
            for index in candidates
            if (entity := entity_of[index]) is not None and entities[entity].gender == wanted
        ]
        if len(sure) == 1:
            return sure[0]
        return candidates[0] if self._leads(candidates[0], sentence) else None

    def described(
        self, first: int, end: int, *, aside: tuple[int, int] = (0, 0), subject: bool = False
    ) -> int | None:
        """The name that a description means (`the minister`, `the company`); None if left open.

        A person is meant by a role or title that the text has given; an organisation by a word of
        its name, or where it is what the sentences before speak of.

        Args:
            first: first token of the description.
            end: the token after it.
            aside: tokens whose names are not meant, such as those of a statement's source.
            subject: whether an organisation is taken by its place only where a sentence begins
                with it.
        """
        lower = self._tokens.lower
        if lower[first] != "the" or end - first < 2:
            return None
        if first + 4 <= end and lower[first + 3] in roles.AGED and lower[first + 1].isdigit():
            return self._aged(first)
        if end - first == 2 and naming.one_of_a_people(lower[first + 1]):
            man: Gender | None = "male" if lower[first + 1].endswith("man") else None
            return self._spoken_of(first, man)  # `the Irishman`
        words = lower[first + 1 : end]
        for place, word in enumerate(words):
            if not word[0].isalnum() or word in ("of", "for", "at", "in", "who", "from"):
                words = words[:place]
                break
        if not words:
            return None
        if words[-1] in BODIES:
            return self._body(first, words, aside, subject=subject)
        return self._office(first, words)

    def _office(self, before: int, words: Sequence[str]) -> int | None:
        """The last name before a token of the one person whose role or title has these words."""
        if self._roles is None:
            self._roles = self._find_roles()
        names = self._coreference.names
        low = bisect_left(self._roles, before, key=lambda entry: names[entry[0]].first)
        known = self._roles[max(0, low - _MAX_NAMES) : low]
        found = {entity for _, entity, role in known if role.issuperset(words)}
        if not found and not _FURTHER.intersection(words):
            # `The second-term councilwoman` is the councilwoman, if there is but one.
            found = {entity for _, entity, role in known if words[-1] in role}
        return self._last_name(found.pop(), before) if len(found) == 1 else None

    def _aged(self, first: int) -> int | None:
        """Whom `the 41-year-old` means: who is said to be so old, else whom the text speaks of.

        That is the one person named in the nearest sentence before that names any, where nobody's
        age is given.
        """
        tokens, names = self._tokens, self._coreference.names
        age = tokens.text[first + 1]
        old: dict[int, int] = {}
        for index in self._persons[: bisect_left(self._first, first)]:
            name, entity = names[index], self._coreference.entity_of[index]
            given = self._age(name)
            if entity is not None and given == age:
                old[entity] = index
        if old:
            return self._last_name(next(iter(old)), first) if len(old) == 1 else None
        return self._spoken_of(first, None)

    def _spoken_of(self, first: int, wanted: Gender | None) -> int | None:
        """The person that the nearest sentence naming any speaks of, of no stated age.

        The only one, or the one that it begins with.
        """
        names = self._coreference.names
        place = max(0, bisect_left(self._starts, first + 1) - 1)
        end = first
        for step in range(place, max(-1, place - _LOOK_BACK - 1), -1):
            sentence = self._sentences[step]
            found = self._candidates(sentence.first, end, wanted)
            if found:
                leads = len(found) == 1 or self._leads(found[0], sentence)
                return found[0] if leads and self._age(names[found[0]]) is None else None
            end = sentence.first
        return None

    def _leads(self, index: int, sentence: Sentence) -> bool:
        """Whether a sentence begins with a name, but for what its person is.

        `Former United captain Joris Pell`; not `In May Joris Pell`.
        """
        head = self._coreference.names[index].head
        before = range(sentence.first, head)
        return len(before) <= 1 or (
            len(before) <= _MOST_BEFORE
            and self._tokens.lower[head - 1] in roles.HEADS
            and all(
                self._tokens.text[token][0].isalnum() and self._tokens.lower[token] not in _PARTS
                for token in before
            )
        )

    def _age(self, name: Name) -> str | None:
        """The age that stands beside a person's name (`Ann Lee, 41,`, `41-year-old Ann Lee`)."""
        text, lower = self._tokens.text, self._tokens.lower
        after = text[name.end : name.end + 3]
        if len(after) == 3 and after[0] == "," and after[1].isdigit() and after[2] in (",", "."):
            return after[1]
        low = max(2, name.head - _AGE_BEFORE)
        for index in range(name.head - 1, low - 1, -1):
            if lower[index] in roles.AGED:
                return text[index - 2]
            if text[index] in (",", ".", ";"):
                break
        return None

    def _find_roles(self) -> list[tuple[int, int, frozenset[str]]]:
        """Names of persons with the words of their roles and titles, and their initials (`PM`)."""
        found = []
        for index in self._persons:
            entity = self._coreference.entity_of[index]
            if entity is None:
                continue
            name = self._coreference.names[index]
            role = roles.find(self._tokens, self._coreference.names, index)
            said = [self._tokens.lower[name.head : name.first]]
            if role is not None:
                said.append(self._tokens.lower[role[0] : role[1]])
            short = ["".join(word[0] for word in words if word not in _SMALL) for words in said]
            if any(said):
                found.append((index, entity, frozenset([*chain(*said), *short])))
        return found

    def _last_name(self, entity: int, before: int) -> int | None:
        names = self._coreference.names
        members = self._coreference.entities[entity].members
        place = bisect_left(members, before, key=lambda index: names[index].first)
        return members[place - 1] if place else None

    def _body(
        self, before: int, words: Sequence[str], aside: tuple[int, int], *, subject: bool
    ) -> int | None:
        """The organisation that `the company`, `the union` means; None where that is not plain.

        The only one whose name has these words (`the Harbour Board ... the board`); else, of a
        company or the like, the one that the nearest sentence naming any speaks of: the only one,
        or the one that it begins with.
        """
        names, entity_of = self._coreference.names, self._coreference.entity_of
        low = bisect_left(names, before, key=lambda name: name.first) - 1
        named = {
            entity
            for index in range(low, max(-1, low - _MAX_NAMES), -1)
            if (entity := entity_of[index]) is not None
            and names[index].type == "ORGANIZATION"
            and set(words) <= set(self._tokens.lower[names[index].first : names[index].end])
        }
        if named:
            return self._last_name(named.pop(), before) if len(named) == 1 else None
        if words[-1] in _NAMED_ONLY:
            return None
        place = max(0, bisect_left(self._starts, before + 1) - 1)
        end = before
        for step in range(place, max(-1, place - _BODY_LOOK_BACK - 1), -1):
            sentence = self._sentences[step]
            found = self._bodies(sentence.first, end, aside)
            if found:
                within = 1 if subject else _LEADS_WITHIN  # `Acme`, `The Acme`; `In May Acme`
                leads = names[found[0]].first - sentence.first <= within
                return found[0] if leads or (len(found) == 1 and not subject) else None
            end = sentence.first
        return None

    def _bodies(self, first: int, end: int, aside: tuple[int, int]) -> list[int]:
        """Organisations named between two tokens that a sentence may speak of; one name each.

        Not those in brackets (`(NYSE: XOM)`), and not whom a statement is only taken from
        (`according to Reuters`, `told Reuters`, `compiled by Reuters`, `a Reuters analyst`).
        """
        lower, names = self._tokens.lower, self._coreference.names
        found: dict[int, int] = {}
        low = bisect_left(names, first, key=lambda name: name.first)
        for index in range(low, len(names)):
            name = names[index]
            if name.first >= end:
                break
            entity = self._coreference.entity_of[index]
            if entity is None or name.type != "ORGANIZATION":
                continue
            before = lower[name.first - 1] if name.first > first else ""
            earlier = lower[name.first - 2] if name.first - 1 > first else ""
            after = lower[name.end] if name.end < len(lower) else ""
            if aside[0] <= name.first < aside[1] or after in _ANALYSTS:
                continue
            if before not in ("(", "told") and (earlier, before) not in _TAKEN_FROM:
                found.setdefault(entity, index)
        return list(found.values())

    def relative(self, pronoun: int) -> int | None:
        """The name that `who` or `which` refers to: the one right before it, but for a comma.

        A person for `who`, an organisation for `which`.
        """
        names = self._coreference.names
        kind = "PERSON" if self._tokens.lower[pronoun] == "who" else "ORGANIZATION"
        probe = pronoun - 1
        if probe >= 0 and self._tokens.text[probe] == ",":
            probe -= 1
        at = bisect_left(names, probe + 1, key=lambda name: name.first) - 1
        fits = at >= 0 and names[at].end == probe + 1 and names[at].type == kind
        return at if fits else None
