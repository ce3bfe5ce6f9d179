"""From texts to batches of numbers, with what makes the model robust.

Belongs here: the table of word forms, windows, batches, augmentation. Does not belong here: the
network (`network`).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from etl.extract.tagging import QUOTES, windows
from etl.extract.wordforms import (
    BREAK,
    CLUSTERS_OF_CASE,
    GRAM_BUCKETS,
    MAX_GRAMS,
    Lookups,
    find,
    wordform,
)
from training.data import IGNORED, Document

TASKS = ("entity", "role", "pos", "relation", "politics")
BREAKS = 0
"""Number of the form BREAK."""


class Forms:
    """All word forms of the training texts, numbered, with their features as tensors."""

    def __init__(self, vocabulary: NDArray[np.uint32], lookups: Lookups) -> None:
        self.vocabulary = vocabulary
        self.lookups = lookups
        self.words: list[str] = []
        self.number: dict[str, int] = {}
        self.upper: list[int] = []
        self(BREAK)

    def __call__(self, word: str) -> int:
        """The number of a form, new ones at the end."""
        place = self.number.get(word)
        if place is None:
            place = self.number[word] = len(self.words)
            self.words.append(word)
        return place

    def finish(self) -> dict[str, torch.Tensor]:
        """The features of every form so far."""
        self.upper = [self(word.upper()) for word in list(self.words)]
        self.upper += list(range(len(self.upper), len(self.words)))
        forms = [wordform(word) for word in self.words]
        keys = np.array([form.key for form in forms], np.uint32)
        case = np.array([form.case for form in forms])
        grams = np.full((len(forms), MAX_GRAMS), GRAM_BUCKETS, np.int64)
        for row, form in enumerate(forms):
            grams[row, : len(form.grams)] = form.grams
        places = self.lookups.find(keys)
        known = places >= 0
        clusters = np.where(known[:, None], self.lookups.clusters[places], 0)
        clusters = np.take_along_axis(clusters, CLUSTERS_OF_CASE[case], axis=1)
        habits = np.where(known, self.lookups.habits[places], 0)
        lists = np.where(known, self.lookups.lists[places], 0)
        bits = (lists[:, None] >> np.arange(8)) & 1
        return {
            "word": torch.from_numpy(find(self.vocabulary, keys) + 1),
            "clusters": torch.from_numpy(clusters.astype(np.int64)),
            "habit": torch.from_numpy(habits.astype(np.int64)),
            "case": torch.from_numpy(case),
            "shape": torch.tensor([form.shape for form in forms]),
            "lists": torch.from_numpy(bits.astype(np.float32)),
            "grams": torch.from_numpy(grams),
        }


@dataclass(slots=True)
class Numbered:
    """A text as numbers."""

    forms: NDArray[np.int64]
    contexts: NDArray[np.int64]
    guesses: NDArray[np.int64]
    tags: dict[str, NDArray[np.int64]]
    corpus: str
    soft: dict[str, NDArray[np.float16]] = field(default_factory=dict)
    """Chances of tags as teachers see them: tokens x tags."""


def number(document: Document, forms: Forms) -> Numbered:
    """A text as numbers; its new forms are added."""
    return Numbered(
        np.array([forms(word) for word in document.words]),
        np.array(document.contexts),
        np.array(document.guesses),
        {task: np.array(tags) for task, tags in document.tags.items()},
        document.corpus,
    )


@dataclass(slots=True)
class Batch:
    """Windows of one batch, time first, padded."""

    forms: torch.Tensor
    contexts: torch.Tensor
    guesses: torch.Tensor
    lengths: torch.Tensor
    tags: dict[str, torch.Tensor]
    soft: dict[str, torch.Tensor]


def batches(
    texts: Sequence[Numbered],
    forms: Forms,
    *,
    tokens: int,
    rng: random.Random,
    learning: bool = False,
    capitals: float = 0.0,
    blind: float = 0.0,
    tasks: Sequence[str] = TASKS,
) -> Iterator[Batch]:
    """One epoch.

    Args:
        texts: the texts.
        forms: the table of forms.
        tokens: of a batch, about.
        rng: for sizes, order and augmentation.
        learning: whether windows are of many lengths, as those of short and long texts are.
        capitals: share of windows that are put into capitals.
        blind: share of windows that are shown without what the rules found.
        tasks: whose tags are wanted.
    """
    upper = np.array(forms.upper)
    pieces: list[tuple[NDArray[np.int64], ...]] = []
    labels: list[dict[str, NDArray[np.int64]]] = []
    taught: list[dict[str, NDArray[np.float16]]] = []
    for text in texts:
        target = rng.choice((24, 64, 100, 140)) if learning else 100
        breaks = np.flatnonzero(text.forms == BREAKS).tolist()
        for first, end in windows(breaks, len(text.forms), target):
            row, context = text.forms[first:end], text.contexts[first:end]
            guess = text.guesses[first:end]
            if capitals and rng.random() < capitals:
                row = upper[row]
                context = context % QUOTES + QUOTES * 2 * (row != BREAKS)
                guess = np.zeros_like(guess)
            elif blind and rng.random() < blind:
                guess = np.zeros_like(guess)
            pieces.append((row, context, guess))
            labels.append({task: tags[first:end] for task, tags in text.tags.items()})
            taught.append({task: table[first:end] for task, table in text.soft.items()})
    order = sorted(range(len(pieces)), key=lambda i: (len(pieces[i][0]) // 4, rng.random()))
    groups: list[list[int]] = []
    for index in order:
        if not groups or (len(groups[-1]) + 1) * len(pieces[index][0]) > tokens:
            groups.append([])
        groups[-1].append(index)
    rng.shuffle(groups)
    for group in groups:
        length = max(len(pieces[index][0]) for index in group)
        shape = (length, len(group))
        grids = [np.zeros(shape, np.int64) for _ in range(3)]
        tags = {
            task: np.full(shape, IGNORED)
            for task in tasks
            if any(task in labels[index] for index in group)
        }
        soft = {
            task: np.zeros((*shape, table.shape[1]), np.float32)
            for index in group
            for task, table in taught[index].items()
        }
        for column, index in enumerate(group):
            for task, table in taught[index].items():
                soft[task][: len(table), column] = table
            for grid, piece in zip(grids, pieces[index], strict=True):
                grid[: len(piece), column] = piece
            for task, values in labels[index].items():
                tags[task][: len(values), column] = values
        row, context, guess = (torch.from_numpy(grid) for grid in grids)
        yield Batch(
            row,
            context,
            guess,
            torch.tensor([len(pieces[index][0]) for index in group]),
            {task: torch.from_numpy(values) for task, values in tags.items()},
            {task: torch.from_numpy(values) for task, values in soft.items()},
        )
