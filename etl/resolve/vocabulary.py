"""The names of an archive as they are written, and the forms they have.

Belongs here: which names have one form, and which type a name is given. Does not belong here: which
forms mean one entity (`deciding`).
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from etl.contracts.base import make_id
from etl.resolve import countries, forms

MINOR_TYPE = 0.2
"""Largest share of articles in which a name's type yields to the name's usual one."""

NameKey = tuple[str, str]
"""Type and name as written."""


@dataclass(slots=True)
class Form:
    """One form of names, with what the archive says of it."""

    type: str
    key: str
    articles: int = 0
    first_date: date | None = None
    names: Counter[str] = field(default_factory=Counter)
    sense: str | None = None
    """What tells it from another of its name, for people."""

    made_id: uuid.UUID | None = None
    """`own_id`, once it was asked for."""

    @property
    def own_id(self) -> uuid.UUID:
        """The id of an entity that is known by this form."""
        if self.made_id is None:
            self.made_id = make_id("entity", self.type, self.key)
        return self.made_id


@dataclass(slots=True)
class Vocabulary:
    """Every name as written, and the form it has."""

    forms: list[Form] = field(default_factory=list)
    of_name: dict[NameKey, int] = field(default_factory=dict)
    """Name as written -> place in `forms`."""
    place: dict[tuple[str, str], int] = field(default_factory=dict)
    """Type and key -> place in `forms`."""
    retyped: dict[NameKey, str] = field(default_factory=dict)
    """Name as written -> why it was given another type than its own, for people."""
    senses: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Form -> the forms of its further meanings."""
    _shown: dict[int, str] = field(default_factory=dict)

    def shown(self, place: int) -> str:
        """A form as it is most often written, once all names are known."""
        found = self._shown.get(place)
        if found is None:
            names = self.forms[place].names
            found = self._shown[place] = min(names, key=lambda name: (-names[name], name))
        return found

    def sense(self, place: int, which: str, reason: str, articles: int) -> int:
        """One of the meanings of a name that has several, as a form of its own.

        Args:
            place: the form.
            which: what tells this meaning, as the key has it.
            reason: the same for people.
            articles: how many it has.
        """
        form = self.forms[place]
        key = f"{which} {form.key}"
        found = self.place.setdefault((form.type, key), len(self.forms))
        if found == len(self.forms):
            self.forms.append(Form(form.type, key, names=Counter({self.shown(place): 0})))
        self.forms[found].articles += articles
        self.forms[found].sense = reason
        self.senses[place].append(found)
        return found

    def find(self, type_: str, name: str) -> int | None:
        """The form of a name that need not have been seen."""
        return self.place.get((type_, _key(type_, name)))


def usual_types(rows: Iterable[tuple[str, str, int]]) -> dict[NameKey, str]:
    """Names whose type yields to the one that most articles give the name.

    Args:
        rows: type, name, number of articles.

    Returns:
        Type and name as written -> the usual type. A one-word person yields to no place and the
        other way round: `Jordan` is both.
    """
    by_name: dict[str, Counter[str]] = defaultdict(Counter)
    written: dict[str, list[NameKey]] = defaultdict(list)
    for type_, name, count in rows:
        folded = forms.fold(name)
        by_name[folded][type_] += count
        written[folded].append((type_, name))
    found = {}
    for folded, types in by_name.items():
        if len(types) < 2:
            continue
        usual, count = min(types.items(), key=lambda item: (-item[1], item[0]))
        total = types.total()
        for type_, name in written[folded]:
            minor = type_ != usual and types[type_] <= MINOR_TYPE * total and count > 1
            if minor and not (
                " " not in folded and {type_, usual} in ({"PERSON", "LOCATION"}, {"NORP", "PERSON"})
            ):
                found[type_, name] = usual
    return found


def _key(type_: str, name: str) -> str:
    """The form of a name; without what it adds about where the place or the office is."""
    if type_ == "LOCATION":
        inner = countries.without_region(name)
        if inner is not None:
            return inner
    if type_ == "ORGANIZATION":
        office = countries.office_of(forms.fold(forms.full_body(name)))
        if office is not None:
            return f"{office[0]} {forms.body(office[1])}"
    return forms.comparable(type_, name) or name


def vocabulary(rows: Sequence[tuple[str, str, int, date | None]]) -> Vocabulary:
    """The forms of all names.

    Args:
        rows: type, name, number of articles, day of the first.
    """
    found = Vocabulary()
    usual = usual_types((row[0], row[1], row[2]) for row in rows)
    for type_, name, count, first in rows:
        meant = usual.get((type_, name), type_)
        if meant != type_:
            found.retyped[type_, name] = f"most articles take the name for {meant}"
        if meant in ("PERSON", "LOCATION") and forms.is_company(name):
            meant = "ORGANIZATION"
            found.retyped[type_, name] = "its legal form makes it an organisation"
        key = _key(meant, name)
        place = found.place.setdefault((meant, key), len(found.forms))
        if place == len(found.forms):
            found.forms.append(Form(meant, key))
        form = found.forms[place]
        form.articles += count
        form.names[name] += count
        if first is not None and (form.first_date is None or first < form.first_date):
            form.first_date = first
        found.of_name[type_, name] = place
    return found
