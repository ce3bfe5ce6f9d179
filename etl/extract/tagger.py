"""The shipped model: from the tokens of a text to its names and the roles of its attributions.

Belongs here: loading the model's files, words as rows of numbers, windows, running the network,
tags and confidence. Does not belong here: what a word is as numbers (`wordforms`), the scheme of
tags (`tagging`), what follows from them (`linking`, `coreference`).

What is returned for a text depends on that text alone, to the bit: each text is run by itself, so
that no other text can change the shape of a computation, or the scale of its numbers in 8 bits.
Within a text windows are padded on the right and their lengths given, so that padding is not read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib import resources
from io import BytesIO
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from etl.contracts.extraction import EntityType
from etl.extract.attribution import Statement
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
    wordform,
)

_KEPT_FORMS = 60_000
"""Word forms whose rows are kept; when there are more, all are dropped and computed anew."""
_ROWS = 64
"""Windows that run at a time, at most: bounds memory for texts of any length."""
_FEWEST = 32
_USUAL = 100
"""Tokens of a window, at least: short texts are cut finer, so that several windows run abreast."""

Float = NDArray[np.float32]


class ModelError(RuntimeError):
    """The model's files cannot be used."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the model found in one text."""

    names: list[Name]
    """In text order, none overlapping; without titles looked for."""
    spans: list[Span]
    """Sources, cues and contents, in text order, none overlapping."""
    chances: list[float]
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

    def __init__(self, tables: Mapping[str, NDArray[Any]]) -> None:
        self._tables = tables
        self._lookups = Lookups(
            tables["lookup_keys"], tables["lookup_clusters"], tables["lookup_habits"],
            tables["lookup_lists"],
        )  # fmt: skip
        self._gram_scale = tables["grams_scale"]
        self.width = sum(
            tables[name].shape[1]
            for name in ("word", "grams", "cluster", "other", "shape", "case", "habit")
        ) + 8  # fmt: skip
        self._rows = np.zeros((1024, self.width), np.float32)
        self._place: dict[str, int] = {}

    def rows(self, words: Sequence[str]) -> Float:
        """A row for each word."""
        distinct = dict.fromkeys(words)
        new = [word for word in distinct if word not in self._place]
        if len(self._place) + len(new) > _KEPT_FORMS and self._place:
            self._place.clear()
            new = list(distinct)
        if new:
            first = len(self._place)
            if first + len(new) > len(self._rows):
                larger = np.zeros((2 * (first + len(new)), self.width), np.float32)
                larger[:first] = self._rows[:first]
                self._rows = larger
            self._rows[first : first + len(new)] = self._compute(new)
            self._place.update(zip(new, range(first, first + len(new)), strict=True))
        place = self._place
        return self._rows[[place[word] for word in words]]

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
        return np.concatenate(
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

    def _table(self, name: str, rows: NDArray[Any]) -> Float:
        table = self._tables[name]
        return cast("Float", table[rows] * self._tables[f"{name}_scale"])


class Tagger:
    """A loaded model."""

    def __init__(self, name: str) -> None:
        """Load a shipped model.

        Raises:
            ModelError: its files are missing or of another version.
        """
        import onnxruntime as ort

        network, tables = files(name)
        with np.load(BytesIO(tables)) as archive:
            self._tables = {key: archive[key] for key in archive.files}
        self.facts: dict[str, Any] = json.loads(bytes(self._tables.pop("facts")).decode())
        if self.facts["entity_tags"] != list(ENTITY_TAGS):
            raise ModelError(f"model {name!r} has other tags than this version of the package")
        self._forms = Forms(self._tables)
        self._contexts = self._tables["context"].astype(np.float32)
        # One table for both kinds of guesses: a row for each pair of them.
        names, roles = self._tables["guess"], self._tables["role_guess"]
        self._guesses = np.concatenate(
            [np.repeat(names, ROLE_GUESSES, axis=0), np.tile(roles, (GUESSES, 1))], axis=1
        ).astype(np.float32)
        self._entities, self._roles = Decoder(ENTITY_TAGS), Decoder(ROLE_TAGS)
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = ort.InferenceSession(network, options, providers=["CPUExecutionProvider"])

    @cached_property
    def chances(self) -> dict[str, float]:
        """How often each pattern between two spans is a link (`linking`)."""
        return cast("dict[str, float]", self.facts["links"])

    def tag(
        self,
        tokens: Tokens,
        inside: Sequence[int],
        names: Sequence[Name],
        statements: Sequence[Statement],
    ) -> Tagged:
        """Names and roles in a text.

        Args:
            tokens: its tokens.
            inside: for each token, the number of the quotation that it stands in, or -1.
            names: names that rules found, none overlapping; the model weighs them.
            statements: statements that rules found; the same.
        """
        if not len(tokens):
            return Tagged([], [], [])
        words, places, breaks = _with_breaks(tokens)
        context = np.zeros(len(words), np.int64)
        context[places] = contexts(tokens, inside)
        guess = np.zeros(len(words), np.int64)
        guess[places] = np.array(guesses(len(tokens), names)) * ROLE_GUESSES
        guess[places] += role_guesses(tokens, statements)
        inputs = np.concatenate(
            [self._forms.rows(words), self._contexts[context], self._guesses[guess]], axis=1
        )
        entity, role = self._run(inputs, breaks)
        found = [
            Name(begin, stop, cast("EntityType", kind), chance)
            for first, end, kind, chance in self._spans(
                self._entities, entity, places, breaks, "entity"
            )
            for begin, stop in _apart(tokens, first, end)
        ]
        spans = list(self._spans(self._roles, role, places, breaks, "role"))
        return Tagged(
            found,
            [Span(first, end, kind) for first, end, kind, _ in spans],
            [chance for *_, chance in spans],
        )

    def _run(self, inputs: Float, breaks: Sequence[int]) -> tuple[Float, Float]:
        """Scores of entity and role tags for a text with its breaks."""
        length = len(inputs)
        target = min(_USUAL, max(_FEWEST, length // 8))
        stretches = sorted(
            windows(breaks, length, target), key=lambda window: (window[0] - window[1], window)
        )
        entity = np.zeros((length, len(ENTITY_TAGS)), np.float32)
        role = np.zeros((length, len(ROLE_TAGS)), np.float32)
        for group in _groups(stretches):
            lengths = np.array([end - first for first, end in group], np.int32)
            batch = np.zeros((int(lengths.max()), len(group), inputs.shape[1]), np.float32)
            for column, (first, end) in enumerate(group):
                batch[: end - first, column] = inputs[first:end]
            one, two = self._session.run(["entity", "role"], {"inputs": batch, "lengths": lengths})
            for column, (first, end) in enumerate(group):
                entity[first:end] = one[: end - first, column]
                role[first:end] = two[: end - first, column]
        return entity, role

    def _spans(
        self,
        decoder: Decoder,
        scores: Float,
        places: NDArray[np.int64],
        breaks: Sequence[int],
        task: str,
    ) -> Iterator[tuple[int, int, str, float]]:
        """Spans of tokens with their kind and the least chance of their tags."""
        scores[list(breaks), 1:] = -1e4  # no span goes over a break
        scores[:, 0] -= np.float32(self.facts[f"{task}_bias"])
        tags = decoder.decode(scores)
        marked = np.flatnonzero(tags)
        if not len(marked):
            return
        chosen = scores[marked]
        chosen = chosen - chosen.max(axis=1, keepdims=True)
        powers = np.exp(chosen)
        chance = np.zeros(len(tags), np.float32)
        chance[marked] = powers[np.arange(len(marked)), tags[marked]] / powers.sum(axis=1)
        slope, offset = self.facts[f"{task}_calibration"]
        token_of = np.zeros(len(tags), np.int64)
        token_of[places] = np.arange(len(places))
        for first, end, kind in spans_of(tags.tolist(), decoder.tags):
            yield (
                int(token_of[first]),
                int(token_of[end - 1]) + 1,
                kind,
                _calibrated(float(chance[first:end].min()), slope, offset),
            )


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


def _with_breaks(tokens: Tokens) -> tuple[list[str], NDArray[np.int64], list[int]]:
    """The words with a break between paragraphs; where the tokens are; where the breaks are."""
    words: list[str] = []
    breaks: list[int] = []
    for first, end in tokens.paragraph_bounds:
        if end > first:
            if words:
                breaks.append(len(words))
                words.append(BREAK)
            words += tokens.text[first:end]
    mask = np.ones(len(words), np.bool_)
    mask[breaks] = False
    return words, np.flatnonzero(mask), breaks


def _groups(stretches: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Windows that run together, given by falling length, so that little of it is padding.

    Four abreast run as fast as sixty; fewer do not.
    """
    group: list[tuple[int, int]] = []
    for first, end in stretches:
        longest = group[0][1] - group[0][0] if group else 0
        if len(group) == _ROWS or (len(group) >= 4 and (end - first) * 10 < longest * 9):
            yield group
            group = []
        group.append((first, end))
    if group:
        yield group
