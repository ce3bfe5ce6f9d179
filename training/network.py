"""The network: what a word is, two bidirectional LSTM layers, a head for each task.

Belongs here: layers and their sizes. Does not belong here: data (`batches`), the loop (`train`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import nn

from etl.extract.tagging import CONTEXTS, GUESSES, ROLE_GUESSES
from etl.extract.wordforms import GRAM_BUCKETS, SHAPE_BUCKETS


@dataclass(frozen=True, slots=True)
class Sizes:
    """Widths of the network."""

    word: int = 64
    grams: int = 64
    cluster: int = 24
    shape: int = 12
    case: int = 4
    context: int = 12
    guess: int = 16
    role_guess: int = 8
    hidden: tuple[int, int] = (160, 160)

    @property
    def inputs(self) -> int:
        """Width of all that the first layer reads of a token."""
        return self.static + self.context + self.guess + self.role_guess

    @property
    def static(self) -> int:
        """Width of what depends on the word alone."""
        return self.word + self.grams + 2 * self.cluster + self.shape + 2 * self.case + 8


class Tagger(nn.Module):
    """Scores of tags for windows of words."""

    def __init__(self, vocabulary: int, clusters: int, tags: dict[str, int], sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.word = nn.Embedding(vocabulary + 1, sizes.word)
        self.grams = nn.EmbeddingBag(
            GRAM_BUCKETS + 1, sizes.grams, mode="mean", padding_idx=GRAM_BUCKETS
        )
        self.cluster = nn.Embedding(clusters + 1, sizes.cluster)
        self.other = nn.Embedding(clusters + 1, sizes.cluster)
        self.shape = nn.Embedding(SHAPE_BUCKETS, sizes.shape)
        self.case = nn.Embedding(5, sizes.case)
        self.habit = nn.Embedding(4, sizes.case)
        self.context = nn.Embedding(CONTEXTS, sizes.context)
        self.guess = nn.Embedding(GUESSES, sizes.guess)
        self.role_guess = nn.Embedding(ROLE_GUESSES, sizes.role_guess)
        for table in (self.word, self.grams, self.cluster, self.other, self.shape):
            nn.init.normal_(table.weight, std=0.3)
        with torch.no_grad():
            self.grams.weight[GRAM_BUCKETS].zero_()
            self.word.weight[0].zero_()
        one, two = sizes.hidden
        self.first = nn.LSTM(sizes.inputs, one, bidirectional=True)
        self.second = nn.LSTM(2 * one, two, bidirectional=True)
        self.heads = nn.ModuleDict(
            {
                task: nn.Linear(2 * one if task in ("pos", "relation") else 2 * two, count)
                for task, count in tags.items()
            }
        )
        self.dropout = 0.3

    def static(
        self, features: dict[str, torch.Tensor], forms: torch.Tensor, unknown: torch.Tensor
    ) -> torch.Tensor:
        """What the given forms are: forms x static width.

        Args:
            features: of all forms (`batches.Forms.finish`).
            forms: numbers of forms.
            unknown: which of them to treat as words outside the vocabulary.
        """
        words = features["word"][forms].masked_fill(unknown, 0)
        clusters = features["clusters"][forms]
        parts = [
            self.word(words),
            self.grams(features["grams"][forms]) * 3.0,
            self.cluster(clusters[:, 0]),
            self.other(clusters[:, 1]),
            self.shape(features["shape"][forms]),
            self.case(features["case"][forms]),
            self.habit(features["habit"][forms]),
            features["lists"][forms],
        ]
        return torch.cat(parts, dim=1)

    def moving(self, contexts: torch.Tensor, guesses: torch.Tensor) -> torch.Tensor:
        """What depends on a word's place: its context, and what the rules found there."""
        return torch.cat(
            [
                self.context(contexts),
                self.guess(guesses // ROLE_GUESSES),
                self.role_guess(guesses % ROLE_GUESSES),
            ],
            -1,
        )

    def forward(
        self, inputs: torch.Tensor, tasks: Iterable[str] | None = None
    ) -> dict[str, torch.Tensor]:
        """Scores by task, time x windows x tags.

        Args:
            inputs: time x windows x width.
            tasks: those wanted; None for all.
        """
        hidden = _locked(inputs, self.dropout, self.training)
        # Windows of a batch differ by a few words in training: the backward direction starts in
        # the padding, whose inputs are those of a break. In use padding is never read.
        low = _locked(self.first(hidden)[0], self.dropout, self.training)
        high = _locked(self.second(low)[0], self.dropout, self.training)
        return {
            task: self.heads[task](low if task in ("pos", "relation") else high)
            for task in (self.heads if tasks is None else tasks)
        }


def _locked(inputs: torch.Tensor, share: float, training: bool) -> torch.Tensor:  # noqa: FBT001
    """Dropout with one mask for all times of a window."""
    if not training or not share:
        return inputs
    mask = torch.empty(1, *inputs.shape[1:]).bernoulli_(1 - share) / (1 - share)
    return inputs * mask
