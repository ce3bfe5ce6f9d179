"""The shipped model: from the tokens of a text to its names and the roles of its attributions.

Belongs here: loading the model's files, words as rows of numbers, windows, running the network,
tags and confidence. Does not belong here: what a word is as numbers (`wordforms`), the scheme of
tags (`tagging`), what follows from them (`linking`, `coreference`).

What is returned for a text depends on that text alone, to the bit, whatever others run beside it:
windows are padded on the right and their lengths given, so that padding is not read, and the range
of what the network computes in 8 bits is fixed (`training/export.py`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from importlib import resources
from io import BytesIO
from typing import Any, cast
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from etl.contracts.extraction import EntityType
from etl.extract.attribution import Statement
from etl.extract.casing import Habit, restored
from etl.extract.engine import EngineUnavailableError
from etl.extract.linking import Span
from etl.extract.names import Name
from etl.extract.tagging import (
    ENTITY_TAGS,
    GUESSES,
    ROLE_GUESSES,
    ROLE_TAGS,
    Decoder,
    contexts,
    guesses,
    role_guesses,
    spans_of,
    windows,
)
from etl.extract.tokens import Tokens
from etl.extract.wordforms import (
    BREAK,
    CLUSTERS_OF_CASE,
    GRAM_BUCKETS,
    MAX_GRAMS,
    Lookups,
    find,
    key_of,
    wordform,
)

_KEPT_FORMS = 60_000
"""Word forms whose rows are kept; when there are more, all are dropped and computed anew."""
_TOGETHER = 16_384
"""Words of the texts that are read together, at least: bounds memory, and gives windows of a kind
to run abreast."""
_ABREAST = 8
"""Windows that run at a time: fewer are slower, more are not faster."""
_USUAL = 130
"""Tokens of a window, at least, where a text has as many."""

_NAME_LISTS = 0b0011_1001
"""Given names, countries, peoples, organisations (`training/lookups.py: LISTS`). Of the others some
are mostly common words: there is a city named Best."""

Float = NDArray[np.float32]


TABLES = (
    "vocabulary", "lookup_keys", "lookup_clusters", "lookup_habits", "lookup_lists",
    "context", "guess", "role_guess",
    *(f"{name}{end}" for name in ("word", "grams", "cluster", "other", "shape", "case", "habit")
      for end in ("", "_scale")),
)  # fmt: skip
"""The tables of a model, but for its facts (`training/export.py`)."""
FACTS = (
    "entity_tags", "entity_bias", "entity_calibration", "role_bias", "role_calibration", "links",
)  # fmt: skip
"""What a model says of itself beside its tables."""
PROPERTIES = ("limit", "pins")
"""What the network's file says of its inputs."""


class ModelError(EngineUnavailableError):
    """The model's files cannot be used."""

    @classmethod
    def of(cls, file: str, found: str, expected: str) -> ModelError:
        """The error of one of its files."""
        return cls(
            f"etl/extract/models/{file}: found {found}, expected {expected}: install the whole "
            "package again, or make the model by `python -m training.train`"
        )


@dataclass(frozen=True, slots=True)
class Ruled:
    """A text, and what rules found in it; the model weighs that."""

    tokens: Tokens
    inside: Sequence[int]
    """For each token, the number of the quotation that it stands in, or -1."""
    names: Sequence[Name]
    """None overlapping."""
    statements: Sequence[Statement]


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the model found in one text."""

    names: list[Name] = field(default_factory=list)
    """In text order, none overlapping; without titles looked for."""
    spans: list[Span] = field(default_factory=list)
    """Sources, cues and contents, in text order, none overlapping."""
    chances: list[float] = field(default_factory=list)
    """How sure each span is."""


def files(name: str) -> tuple[bytes, bytes]:
    """The network (ONNX) and the tables (npz) of a shipped model.

    Raises:
        ModelError: the package has no such model.
    """
    folder = resources.files("etl.extract") / "models"
    try:
        return (folder / f"{name}.onnx").read_bytes(), (folder / f"{name}.npz").read_bytes()
    except FileNotFoundError as error:
        raise ModelError(
            f"etl/extract/models has no {name}.onnx and {name}.npz ({error.filename}): install the "
            "whole package, or make them by `python -m training.train`"
        ) from None


def digest(name: str) -> str:
    """SHA-256 of a model's files, in hexadecimal."""
    return sha256(b"".join(files(name))).hexdigest()


class Forms:
    """Word forms as rows of numbers; those seen lately are kept."""

    def __init__(self, tables: Mapping[str, NDArray[Any]], limit: float) -> None:
        self._tables = tables
        self._limit = limit
        self._lookups = Lookups(
            tables["lookup_keys"], tables["lookup_clusters"], tables["lookup_habits"],
            tables["lookup_lists"],
        )  # fmt: skip
        self._gram_scale = tables["grams_scale"]
        self.width = sum(
            tables[name].shape[1]
            for name in ("word", "grams", "cluster", "other", "shape", "case", "habit")
        ) + 8  # fmt: skip
        self.rows = np.zeros((1024, self.width), np.float32)
        """Good until words are looked up again."""
        self._place: dict[str, int] = {}

    def places(self, words: Sequence[str]) -> NDArray[np.int64]:
        """The place in `rows` of each word."""
        distinct = dict.fromkeys(words)
        new = [word for word in distinct if word not in self._place]
        if len(self._place) + len(new) > _KEPT_FORMS and self._place:
            self._place.clear()
            new = list(distinct)
        if new:
            first = len(self._place)
            if first + len(new) > len(self.rows):
                larger = np.zeros((2 * (first + len(new)), self.width), np.float32)
                larger[:first] = self.rows[:first]
                self.rows = larger
            self.rows[first : first + len(new)] = self._compute(new)
            self._place.update(zip(new, range(first, first + len(new)), strict=True))
        place = self._place
        return np.array([place[word] for word in words], np.int64)

    def habits(self, words: Sequence[str]) -> list[Habit]:
        """How words are mostly written, and whether lists have them as parts of names."""
        places = self._lookups.find(np.array([key_of(word) for word in words], np.uint32))
        known = places >= 0
        lower = known & (self._lookups.habits[places] == 1)
        listed = known & (self._lookups.lists[places] & _NAME_LISTS > 0)
        return [Habit(*habit) for habit in zip(lower.tolist(), listed.tolist(), strict=True)]

    def _compute(self, words: Sequence[str]) -> Float:
        tables = self._tables
        forms = [wordform(word) for word in words]
        keys = np.array([form.key for form in forms], np.uint32)
        case = np.array([form.case for form in forms])
        shape = np.array([form.shape for form in forms])
        grams = np.full((len(forms), MAX_GRAMS), GRAM_BUCKETS, np.int64)
        for row, form in enumerate(forms):
            grams[row, : len(form.grams)] = form.grams
        counts = (grams < GRAM_BUCKETS).sum(axis=1, keepdims=True)
        places = self._lookups.find(keys)
        known = places >= 0
        clusters = np.where(known[:, None], self._lookups.clusters[places], 0)
        clusters = np.take_along_axis(clusters, CLUSTERS_OF_CASE[case], axis=1)
        habits = np.where(known, self._lookups.habits[places], 0)
        lists = np.where(known, self._lookups.lists[places], 0)
        # Sums of integers: the same in whatever order and company they are added.
        sums = tables["grams"][grams].sum(axis=1, dtype=np.int32)
        rows = np.concatenate(
            [
                self._table("word", find(tables["vocabulary"], keys) + 1),
                sums * tables["grams_scale"] / counts.astype(np.float32),
                self._table("cluster", clusters[:, 0]),
                self._table("other", clusters[:, 1]),
                self._table("shape", shape),
                self._table("case", case),
                self._table("habit", habits),
                ((lists[:, None] >> np.arange(8)) & 1).astype(np.float32),
            ],
            axis=1,
        ).astype(np.float32)
        return cast("Float", rows.clip(-self._limit, self._limit))

    def _table(self, name: str, rows: NDArray[Any]) -> Float:
        table = self._tables[name]
        return cast("Float", table[rows] * self._tables[f"{name}_scale"])


def _load_tables(data: bytes, file: str) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The tables of a model, and what it says of itself.

    Raises:
        ModelError: the file is damaged or of another version.
    """
    try:
        with np.load(BytesIO(data)) as archive:
            tables = {key: archive[key] for key in archive.files}
        facts = json.loads(bytes(tables.pop("facts")).decode())
    except KeyError:
        raise ModelError.of(file, "no facts", "an array `facts`") from None
    except (EOFError, ValueError, BadZipFile) as error:
        raise ModelError.of(
            file, f"a damaged file ({error})", "arrays as numpy saves them"
        ) from None
    for what, present, wanted in (("tables", tables, TABLES), ("facts", facts, FACTS)):
        if missing := [key for key in wanted if key not in present]:
            raise ModelError.of(
                file, f"no {', '.join(missing)}", f"the {what} of this version of the package"
            )
    if facts["entity_tags"] != list(ENTITY_TAGS):
        raise ModelError.of(
            file, f"the tags {', '.join(facts['entity_tags'])}", ", ".join(ENTITY_TAGS)
        )
    return tables, facts


def _load_network(data: bytes, file: str) -> tuple[Any, float, int]:
    """The session that runs a network, the range of its inputs, and how many of them fix it.

    Raises:
        ModelError: the file is damaged or of another version.
    """
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = ort.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        # Its errors have no class of their own in common.
        raise ModelError.of(file, f"what ONNX Runtime refuses ({error})", "a network") from error
    said = session.get_modelmeta().custom_metadata_map
    if missing := [key for key in PROPERTIES if key not in said]:
        raise ModelError.of(
            file,
            f"no {' and no '.join(missing)} in its metadata",
            "the range of its inputs, as this version of the package writes it",
        )
    return session, float(said["limit"]), int(said["pins"])


class Tagger:
    """A loaded model."""

    def __init__(self, name: str) -> None:
        """Load a shipped model.

        Raises:
            ModelError: its files are missing, damaged or of another version.
        """
        network, tables = files(name)
        self._tables, self.facts = _load_tables(tables, f"{name}.npz")
        self._entities, self._roles = Decoder(ENTITY_TAGS), Decoder(ROLE_TAGS)
        self._session, limit, pinned = _load_network(network, f"{name}.onnx")
        self._forms = Forms(self._tables, limit)
        # One table for all that depends on a word's place: a row for each context and pair of
        # guesses. Beside them stands what fixes the range of the inputs.
        parts = [self._tables[name] for name in ("context", "guess", "role_guess")]
        kinds = np.indices([len(part) for part in parts]).reshape(len(parts), -1)
        moving = [part[kind] for part, kind in zip(parts, kinds, strict=True)]
        pins = np.tile([limit, -limit], (kinds.shape[1], pinned // 2))
        self._moving = (
            np.concatenate([*moving, pins], axis=1).clip(-limit, limit).astype(np.float32)
        )

    @cached_property
    def chances(self) -> dict[str, float]:
        """How often each pattern between two spans is a link (`linking`)."""
        return cast("dict[str, float]", self.facts["links"])

    def tag(self, texts: Sequence[Ruled]) -> list[Tagged]:
        """Names and roles in texts, in their order."""
        found: list[Tagged] = []
        group: list[Ruled] = []
        waiting = 0
        for text in texts:
            group.append(text)
            waiting += len(text.tokens)
            if waiting >= _TOGETHER:
                found += self._tag(group)
                group, waiting = [], 0
        return found + self._tag(group)

    def _tag(self, texts: Sequence[Ruled]) -> list[Tagged]:
        stream = _stream(texts, self._forms)
        if not stream.words:
            return [Tagged() for _ in texts]
        entity, role = self._run(stream)
        found = [Tagged() for _ in texts]
        for place, first, end, kind, chance in self._spans(
            self._entities, entity, stream, "entity"
        ):
            found[place].names.extend(
                Name(begin, stop, cast("EntityType", kind), chance)
                for begin, stop in _apart(texts[place].tokens, first, end)
            )
        for place, first, end, kind, chance in self._spans(self._roles, role, stream, "role"):
            found[place].spans.append(Span(first, end, kind))
            found[place].chances.append(chance)
        return found

    def _run(self, stream: _Stream) -> tuple[Float, Float]:
        """Scores of entity and role tags for each word of a stream."""
        forms = self._forms.places(stream.words)
        moving = np.array(stream.moving)
        length = len(forms)
        entity = np.zeros((length, len(ENTITY_TAGS)), np.float32)
        role = np.zeros((length, len(ROLE_TAGS)), np.float32)
        for group in _groups(sorted(stream.windows, key=lambda item: (item[0] - item[1], item))):
            lengths = np.array([end - first for first, end in group], np.int32)
            steps = np.arange(max(2, lengths[0]))[:, None]  # one alone is computed another way
            real = steps < lengths
            # Padding repeats the first word of the stream; nothing reads it.
            places = np.where(real, steps + np.array([first for first, _ in group]), 0)
            batch = np.concatenate(
                [
                    self._forms.rows.take(forms[places], axis=0),
                    self._moving.take(moving[places], axis=0),
                ],
                axis=2,
            )
            one, two = self._session.run(["entity", "role"], {"inputs": batch, "lengths": lengths})
            entity[places[real]] = one[real]
            role[places[real]] = two[real]
        return entity, role

    def _spans(
        self, decoder: Decoder, scores: Float, stream: _Stream, task: str
    ) -> Iterator[tuple[int, int, int, str, float]]:
        """Place of the text, its tokens, kind, and the least chance of their tags, of each span."""
        scores[stream.breaks, 1:] = -1e4  # no span goes over a break
        scores[:, 0] -= np.float32(self.facts[f"{task}_bias"])
        tags = decoder.decode(scores)
        marked = np.flatnonzero(tags)
        chosen = scores[marked]
        chosen = chosen - chosen.max(axis=1, keepdims=True)
        powers = np.exp(chosen)
        chances = np.zeros(len(tags), np.float32)
        chances[marked] = powers[np.arange(len(marked)), tags[marked]] / powers.sum(axis=1)
        chance = chances.tolist()
        slope, offset = self.facts[f"{task}_calibration"]
        place = 0
        for first, end, kind in spans_of(tags.tolist(), decoder.tags):
            while first >= stream.ends[place]:
                place += 1
            token = stream.tokens[first]
            sure = _calibrated(min(chance[first:end]), slope, offset)
            yield place, token, token + end - first, kind, sure


@dataclass(slots=True)
class _Stream:
    """The words of several texts, a break after each paragraph, with what stands beside each."""

    words: list[str] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    """For each word its token; -1 for a break."""
    moving: list[int] = field(default_factory=list)
    """For each word its context and what rules found there, as one number."""
    breaks: list[int] = field(default_factory=list)
    """Where they are."""
    windows: list[tuple[int, int]] = field(default_factory=list)
    """Where the stretches are that the network reads at a time; none goes over a text's end."""
    ends: list[int] = field(default_factory=list)
    """Where each text ends."""


def _stream(texts: Sequence[Ruled], forms: Forms) -> _Stream:
    found = _Stream()
    for text in texts:
        start, known = len(found.words), len(found.breaks)
        written = restored(text.tokens, forms.habits)
        context = contexts(written.words, text.inside)
        named = guesses(len(text.tokens), text.names)
        for first, end in written.paragraphs:
            named[first:end] = [0] * (end - first)  # rules know names by their capitals
        roles = role_guesses(text.tokens, text.statements)
        moving = [
            (place * GUESSES + name) * ROLE_GUESSES + role
            for place, name, role in zip(context, named, roles, strict=True)
        ]
        for first, end in text.tokens.paragraph_bounds:
            if end > first:
                found.words += written.words[first:end]
                found.tokens += range(first, end)
                found.moving += moving[first:end]
                found.breaks.append(len(found.words))
                found.words.append(BREAK)
                found.tokens.append(-1)
                found.moving.append(0)
        found.ends.append(len(found.words))
        breaks = [place - start for place in found.breaks[known:]]
        if breaks:
            *inner, length = breaks
            found.windows += [
                (start + first, start + end) for first, end in windows(inner, length, _USUAL)
            ]
    return found


def _apart(tokens: Tokens, first: int, end: int) -> list[tuple[int, int]]:
    """A name, cut at a bracket of which it has only one half (`PLA) Army`)."""
    words = tokens.text[first:end]
    for opening, closing in ("()", "[]"):
        if words.count(opening) != words.count(closing):
            cut = first + words.index(opening if opening in words else closing)
            return [(a, b) for a, b in ((first, cut), (cut + 1, end)) if a < b]
    return [(first, end)]


def _calibrated(chance: float, slope: float, offset: float) -> float:
    """How often spans of such a chance were right in texts held out of training."""
    odds = math.log(chance / max(1e-6, 1 - chance)) if chance > 0 else -20.0
    return 1 / (1 + math.exp(-(slope * odds + offset)))


def _groups(stretches: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Windows that run together, given by falling length, so that little of it is padding."""
    group: list[tuple[int, int]] = []
    for first, end in stretches:
        longest = group[0][1] - group[0][0] if group else 0
        few = len(group) < _ABREAST // 2
        if len(group) == _ABREAST or ((end - first) * 10 < longest * 9 and not few):
            yield group
            group = []
        group.append((first, end))
    if group:
        yield group
