"""Draw the name groups of the gold standard of entity identity, and print them for reading.

Belongs here: the procedure by which `entity_identity.csv` was sampled. What the labels mean stands
in README.md beside it; the scores are made by `benchmarks/entities.py`. Run from the repository
root, over a warehouse that has the archives news-please-json and wikinews-csv:

    python -m benchmarks.gold.sample --warehouse DIR --out SHEET   # to read and label
    python -m benchmarks.gold.sample --sheet SHEET --labels FILE   # labels -> entity_identity.csv

How it is drawn (all of it from one seeded generator):

- A seed is a name (folded: case, accents, stops, possessive) with its type. Seeds are drawn by type
  (`TYPE_SHARES`) and, within a type, in equal parts from the names of many, some, two or three, and
  one article (`BANDS`); one seed in five must stand in an article of wikinews-csv.
- Its candidates are the entities within articles, of any type, that share its anchor, or a word
  that differs from it by little, or, unless it is a person, are its acronym or long form. The
  anchor of a person is the last word of the name; of others the word that fewest names have, or
  (one in three) any one of its words that few names have.
- Of the candidates at most `BY_USE` are drawn uniformly (so frequent forms come often, as they do
  in the archive), then one of each further form of the name until `GROUP_SIZE`. One form of a name
  is taken once from articles of one title, and one sentence once (pages of this archive carry
  stretches of each other). A group needs two members; an anchor makes one group; an entity within
  an article belongs to one group.

A second set, `stratum` hard, has the difficulties that a random draw meets seldom (`HARD`):
surnames alone where several persons have them; names with initials, `Jr.` or hyphens; two spellings
of one name (accents, transliterations, `Defence` and `Defense`); acronyms of several long forms;
institutions that many states have; countries of several names; one bare word that longer names have
too; one full name with roles that share no word. It is drawn the same way from lists made by rule.

The sheet holds names and sentences of the archives: it is for reading, and no part of the project.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import hashlib
import itertools
import json
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

GOLD = Path(__file__).with_name("entity_identity.csv")
COLUMNS = (
    "group_id",
    "split",
    "stratum",
    "article_id",
    "char_start",
    "char_end",
    "type",
    "drawn",
    "entity",
    "excluded",
)

NO_ENTITY = {"x": "not a name", "xu": "unclear", "xc": "convention", "xm": "mixed"}
"""Label -> why it is left out: no name of an entity; not to be told from the text; identity turns
on a convention; the entity within the article mixes several."""
FLAWED = {"!": "wrong type", "~": "wrong span"}

SEED = 20261125
GROUPS = 390
TYPE_SHARES = {"PERSON": 0.45, "ORGANIZATION": 0.30, "LOCATION": 0.15, "other": 0.10}
BANDS = ((21, 10**9), (4, 20), (2, 3), (1, 1))
"""Number of articles that have the name, from and to: frequent, middle, rare, once."""
WIKINEWS_SHARE = 0.2
GROUP_SIZE = 10
BY_USE = 5
ANY_WORD_SHARE = 1 / 3
FEW_NAMES = 40
"""A word of more names than this is no anchor of an organisation or place, if it has another."""
LIKE = 0.86
"""difflib's ratio from which two words of six letters or more are near spellings of each other."""

HARD = {
    "surname": 30,
    "initials": 15,
    "spelling": 25,
    "acronym": 15,
    "institution": 20,
    "country": 12,
    "bare": 40,
    "roles": 25,
}
"""Groups of each difficulty."""
INSTITUTIONS = (
    "ministry", "foreign minister", "defense", "defence", "supreme court", "high court",
    "central bank", "parliament", "senate", "house", "cabinet", "police", "army", "air force",
    "election commission", "national guard", "federal court", "stock exchange",
    "department of justice", "health ministry", "coast guard", "embassy", "city council",
    "district court", "reserve bank", "board of directors", "labour", "democratic party",
    "attorney general", "competition", "university of", "airport",
)  # fmt: skip
COUNTRIES = (
    ("us", "united states", "united states of america", "america", "usa", "washington", "american"),
    ("uk", "united kingdom", "britain", "great britain", "england", "british"),
    ("eu", "european union", "europe", "brussels", "european commission"),
    ("south korea", "republic of korea", "korea", "north korea", "seoul"),
    ("uae", "united arab emirates", "abu dhabi", "dubai", "emirates"),
    ("china", "prc", "peoples republic of china", "beijing", "chinese", "mainland china"),
    ("taiwan", "republic of china", "taipei", "taiwanese"),
    ("myanmar", "burma", "netherlands", "holland", "the netherlands", "dutch"),
    ("congo", "drc", "democratic republic of the congo", "republic of congo"),
    ("vatican", "holy see", "vatican city", "rome"),
    ("hong kong", "hong kong sar", "hk"),
    ("russia", "soviet union", "ussr", "kremlin", "moscow", "russian"),
)

SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "phd", "md"}
EMPTY = {
    "the", "a", "an", "of", "and", "for", "in", "on", "at", "to", "de", "la", "le", "el", "del",
    "inc", "corp", "corporation", "llc", "ltd", "limited", "plc", "co", "company", "group",
    "holdings", "mr", "mrs", "ms", "dr", "sir", "new", "my", "your", "our", "their", "am", "pm",
    "from", "with", "by", "is", "not", "this", "that", "st", "first", "one", "two",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Local:
    """One entity within an article, with what a reader needs to tell who it is."""

    key: str
    article_id: str
    char_start: int
    char_end: int
    type: str
    name: str
    aliases: tuple[str, ...]
    roles: tuple[str, ...]
    title: str
    day: str
    outlet: str
    before: str
    text: str
    after: str


def words(name: str) -> list[str]:
    """The words of a name, folded: `Erdoğan's` -> erdogan, `U.S.` -> us."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i").replace("ø", "o"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"['’]s\b|['’](?=\s|$)", "", text)
    text = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", text)  # U.S. -> us., J.P. -> jp.
    return re.findall(r"\w+", text)


def keys(name: str) -> set[str]:
    """The words by which a name is found, and each two neighbours written as one."""
    found = words(name)
    joined = {a + b for a, b in itertools.pairwise(found)}
    return {w for w in found if w not in EMPTY and len(w) > 1 and not w.isdigit()} | joined


def initials(name: str) -> str:
    """The acronym that its capitalised words would make."""
    return "".join(w[0] for w in re.findall(r"\w+", name) if w[0].isupper()).casefold()


def load(warehouse: Path, like: str) -> list[Local]:
    """Every entity within the published English articles, at its first mention."""
    with duckdb.connect(str(warehouse / "news.duckdb"), read_only=True) as catalogue:
        rows = catalogue.execute(
            """
            select
                l.local_entity_id, l.article_id, m.char_start, m.char_end, l.type, l.name,
                l.aliases, l.roles, coalesce(a.title, ''), a.published_date, coalesce(a.outlet, ''),
                substring(a.body, greatest(m.char_start - 109, 1), least(110, m.char_start)),
                substring(a.body, m.char_start + 1, m.char_end - m.char_start),
                substring(a.body, m.char_end + 1, 110)
            from local_entities as l
            inner join articles as a on l.document_id = a.document_id
            inner join raw_files as r on a.raw_file_id = r.raw_file_id
            inner join mentions as m
                on l.local_entity_id = m.local_entity_id and l.first_char_start = m.char_start
            where a.language = 'en' and regexp_matches(r.path, ?)
            order by l.local_entity_id, m.char_end
            """,
            [like],
        ).fetchall()
    found = {}
    for key, article_id, start, end, kind, name, aliases, roles, title, day, *rest in rows:
        outlet, before, text, after = rest
        found[str(key)] = Local(
            key=str(key),
            article_id=str(article_id),
            char_start=start,
            char_end=end,
            type=kind,
            name=name,
            aliases=tuple(aliases),
            roles=tuple(roles),
            title=title,
            day=str(day),
            outlet=outlet,
            before=before,
            text=text,
            after=after,
        )
    return list(found.values())


class Archive:
    """The entities within articles, found by the words of their names."""

    def __init__(self, local: Iterable[Local]) -> None:
        self.local = list(local)
        self.by_word: dict[str, list[Local]] = defaultdict(list)
        self.by_acronym: dict[str, list[Local]] = defaultdict(list)
        self.by_initials: dict[str, list[Local]] = defaultdict(list)
        self.by_name: dict[tuple[str, str], list[Local]] = defaultdict(list)
        for one in self.local:
            for key in keys(one.name):
                self.by_word[key].append(one)
            if len(short := initials(one.name)) > 1:
                self.by_initials[short].append(one)
            if len(found := words(one.name)) == 1 and one.name.upper() == one.name:
                self.by_acronym[found[0]].append(one)
            self.by_name[one.type, " ".join(words(one.name))].append(one)
        self.names_of_word = {
            word: len({" ".join(words(one.name)) for one in found})
            for word, found in self.by_word.items()
        }

    def anchor(self, kind: str, name: str, draw: random.Random) -> str:
        """The word by which others are mistaken for it."""
        own = words(name)
        if kind == "PERSON":
            plain = [w for w in own if w not in SUFFIXES]
            return plain[-1] if plain else name
        full = sorted(w for w in keys(name) if w in own) or own or [name]
        few = [w for w in full if self.names_of_word.get(w, 0) <= FEW_NAMES]
        if few and draw.random() < ANY_WORD_SHARE:
            return draw.choice(few)
        return min(full, key=lambda w: self.names_of_word.get(w, 0))

    def candidates(self, kind: str, name: str, anchor: str) -> list[Local]:
        """All that could be mistaken for it or should be joined with it, in a fixed order."""
        found = list(self.by_word.get(anchor, ()))
        if len(anchor) >= 6:
            for word, others in self.by_word.items():
                if word != anchor and word[0] == anchor[0] and abs(len(word) - len(anchor)) <= 2:
                    matcher = difflib.SequenceMatcher(None, anchor, word, autojunk=False)
                    if matcher.quick_ratio() >= LIKE and matcher.ratio() >= LIKE:
                        found += others
        if kind != "PERSON":
            own = words(name)
            if len(own) == 1 and name.upper() == name:
                found += self.by_initials.get(own[0], ())
            elif len(own) > 1 and len(short := initials(name)) > 1:
                found += self.by_acronym.get(short, ())
        return sorted({one.key: one for one in found}.values(), key=lambda one: one.key)


def _members(candidates: list[Local], draw: random.Random) -> list[tuple[Local, str]]:
    """Some by use, the rest by form; each with how it was drawn."""
    chosen: list[tuple[Local, str]] = []
    seen: set[tuple[str, str]] = set()
    sentences: set[str] = set()
    forms: set[str] = set()
    order = draw.sample(candidates, len(candidates))
    for how, room in (("use", BY_USE), ("form", GROUP_SIZE)):
        for one in order:
            form = " ".join(words(one.name))
            sentence = one.before[-60:] + one.text + one.after[:60]
            if len(chosen) >= room:
                break
            if (form, one.title) in seen or sentence in sentences:
                continue
            if how == "form" and form in forms:
                continue
            seen.add((form, one.title))
            sentences.add(sentence)
            forms.add(form)
            chosen.append((one, how))
        order = draw.sample(candidates, len(candidates))
    return chosen


def sample(local: Iterable[Local], groups: int = GROUPS) -> Iterator[list[tuple[Local, str]]]:
    """The name groups, each with at least two members."""
    draw = random.Random(SEED)
    archive = Archive(local)
    pools: dict[tuple[str, int, bool], list[tuple[str, str]]] = defaultdict(list)
    for kind, name in sorted(archive.by_name):
        named = archive.by_name[kind, name]
        articles = len({one.article_id for one in named})
        band = next(i for i, (low, high) in enumerate(BANDS) if low <= articles <= high)
        stratum = kind if kind in TYPE_SHARES else "other"
        pools[stratum, band, False].append((kind, name))
        if any("wikinews" in one.outlet for one in named):
            pools[stratum, band, True].append((kind, name))
    used: set[str] = set()
    anchors: set[str] = set()
    made = 0
    while made < groups:
        stratum = draw.choices(list(TYPE_SHARES), list(TYPE_SHARES.values()))[0]
        pool = pools[stratum, draw.randrange(len(BANDS)), draw.random() < WIKINEWS_SHARE]
        if not pool:
            continue
        kind, folded = draw.choice(pool)
        name = draw.choice(archive.by_name[kind, folded]).name
        anchor = archive.anchor(kind, name, draw)
        if anchor in anchors:
            continue
        free = [one for one in archive.candidates(kind, name, anchor) if one.key not in used]
        members = _members(free, draw)
        if len(members) < 2:
            continue
        anchors.add(anchor)
        used.update(one.key for one in free)
        made += 1
        draw.shuffle(members)
        yield members


def _spellings(archive: Archive) -> Iterator[list[Local]]:
    """Names of two words or more that differ by accents, or by little in one word."""
    names: dict[tuple[str, ...], list[Local]] = defaultdict(list)
    for one in archive.local:
        if 2 <= len(folded := words(one.name)) <= 5:
            names[tuple(folded)].append(one)
    without: dict[tuple[int, tuple[str, ...]], set[str]] = defaultdict(set)
    for name in names:
        for at, word in enumerate(name):
            if len(word) >= 4:
                without[at, name[:at] + name[at + 1 :]].add(word)
    for (at, rest), variants in sorted(without.items()):
        for first in sorted(variants):
            for second in sorted(variants):
                matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
                if first < second and first[0] == second[0] and matcher.ratio() >= LIKE:
                    yield [
                        one
                        for word in (first, second)
                        for one in names[(*rest[:at], word, *rest[at:])]
                    ]
    for found in names.values():
        if len({one.name.casefold() for one in found}) > 1 and any(
            not one.name.isascii() for one in found
        ):
            yield found


def _hard_pools(archive: Archive) -> dict[str, list[list[Local]]]:
    """Difficulty -> lists of candidates, in a fixed order."""
    persons: dict[str, list[Local]] = defaultdict(list)
    for one in archive.local:
        if one.type == "PERSON" and (own := [w for w in words(one.name) if w not in SUFFIXES]):
            persons[own[-1]].append(one)
    shared = {
        word: found
        for word, found in sorted(persons.items())
        if len({" ".join(words(one.name)) for one in found if len(words(one.name)) > 1}) > 1
    }
    odd = re.compile(r"(^|\s)[A-Z]\.?\s|\b[JS]r\b|\w-\w")
    acronyms = {
        short: [*found, *archive.by_initials.get(short, ())]
        for short, found in sorted(archive.by_acronym.items())
        if len({" ".join(words(o.name)) for o in archive.by_initials.get(short, ())}) > 1
    }
    named: dict[str, list[Local]] = defaultdict(list)
    for one in archive.local:
        named[" ".join(words(one.name))].append(one)
    longer: dict[str, dict[str, list[Local]]] = defaultdict(lambda: defaultdict(list))
    for name, found in named.items():
        if " " in name:
            for word in set(name.split()):
                longer[word][name] += found
    bare = [
        [*found, *(one for others in longer[name].values() for one in others[:1])]
        for name, found in sorted(named.items())
        if len(found) > 2
        and len(longer.get(name, ())) > 2
        and found[0].type in {"PERSON", "ORGANIZATION", "LOCATION"}
        and name not in EMPTY
    ]
    several_roles = []
    for name, found in sorted(named.items()):
        roles = [set(words(" ".join(one.roles))) for one in found if one.roles]
        apart = any(not one & other for one, other in itertools.combinations(roles[:20], 2))
        if apart and " " in name and found[0].type == "PERSON":
            several_roles.append(found)
    return {
        "surname": [f for f in shared.values() if any(len(words(one.name)) == 1 for one in f)],
        "initials": [f for f in shared.values() if any(odd.search(one.name) for one in f)],
        "spelling": list(_spellings(archive)),
        "acronym": [found for short, found in acronyms.items() if 2 <= len(short) <= 5],
        "institution": [
            [o for name, f in named.items() if re.search(rf"\b{kind}\b", name) for o in f]
            for kind in INSTITUTIONS
        ],
        "country": [[o for name in country for o in named.get(name, ())] for country in COUNTRIES],
        "bare": bare,
        "roles": several_roles,
    }


def hard_sample(local: Iterable[Local], taken: set[str]) -> Iterator[list[tuple[Local, str]]]:
    """The groups of each difficulty; none has a member that is taken."""
    draw = random.Random(SEED + 1)
    taken = set(taken)
    for kind, pools in _hard_pools(Archive(local)).items():
        made = 0
        for pool in draw.sample(pools, len(pools)):
            free = sorted((o for o in pool if o.key not in taken), key=lambda one: one.key)
            wiki = [one for one in free if "wikinews" in one.outlet]
            members = _members(wiki if len(wiki) >= 4 and draw.random() < 0.4 else free, draw)
            if made == HARD[kind] or len(members) < 2:
                continue
            if kind != "roles" and len({one.name for one, _ in members}) < 2:
                continue
            made += 1
            taken.update(one.key for one, _ in members)
            draw.shuffle(members)
            yield members


def write_sheet(local: Iterable[Local], groups: int, out: Path) -> None:
    """One line a member: what to read, and where it stands."""
    local = list(local)
    drawn = [("random", members) for members in sample(local, groups)]
    taken = {one.key for _, members in drawn for one, _ in members}
    drawn += [("hard", members) for members in hard_sample(local, taken)]
    with out.open("w", encoding="utf-8") as sheet:
        for group_id, (stratum, members) in enumerate(drawn, 1):
            for one, how in members:
                fields = {name: getattr(one, name) for name in Local.__slots__}
                row = {"group_id": group_id, "stratum": stratum, "drawn": how, **fields}
                sheet.write(json.dumps(row) + "\n")


def split_of(group_id: int) -> str:
    """Which half a group belongs to, by the hash of its number."""
    return "test" if hashlib.md5(str(group_id).encode()).digest()[0] & 1 else "dev"


def read_labels(path: Path) -> dict[int, list[str]]:
    """Group -> one label a member, in the order of the sheet.

    A line is `12: a a! b~ x @us`: a letter is an entity of this group alone, `@name` one that other
    groups have too; `!` says that the extraction gives it a wrong type, `~` a wrong span; `x`,
    `xu`, `xc` and `xm` stand for no entity at all (`NO_ENTITY`).
    """
    found: dict[int, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            number, _, labels = line.partition(":")
            if int(number) in found:
                raise SystemExit(f"group {number} is labelled twice in {path}")
            found[int(number)] = labels.split()
    return found


def write_gold(sheet: Path, labels: Path, out: Path = GOLD) -> None:
    """Ids and offsets with a number for each entity; every group must be labelled in full."""
    groups: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in sheet.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        groups[row["group_id"]].append(row)
    numbers: dict[str, int] = {}
    given = read_labels(labels)
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for group_id, members in groups.items():
            own = given.get(group_id, [])
            if len(own) != len(members):
                raise SystemExit(f"group {group_id}: {len(members)} members, {len(own)} labels")
            for row, label in zip(members, own, strict=True):
                plain = label.rstrip("!~")
                name = plain if plain.startswith("@") else f"{group_id} {plain}"
                fields = {column: row[column] for column in COLUMNS if column in row}
                fields["split"] = split_of(group_id)
                fields["excluded"] = NO_ENTITY.get(plain, FLAWED.get(label[-1], ""))
                fields["entity"] = (
                    "" if plain in NO_ENTITY else numbers.setdefault(name, len(numbers) + 1)
                )
                writer.writerow(fields)


def main() -> None:
    """Draw, or turn labels into the gold standard."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--warehouse", type=Path)
    parser.add_argument("--like", default="", help="only files whose path matches this pattern")
    parser.add_argument("--groups", type=int, default=GROUPS)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--labels", type=Path)
    arguments = parser.parse_args()
    if arguments.sheet and arguments.labels:
        write_gold(arguments.sheet, arguments.labels)
    elif arguments.warehouse and arguments.out:
        local = load(arguments.warehouse, arguments.like)
        write_sheet(local, arguments.groups, arguments.out)
    else:
        parser.error("give --warehouse and --out, or --sheet and --labels")


if __name__ == "__main__":
    main()
