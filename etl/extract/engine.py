"""What an extraction engine is, what it is given and what it returns.

Belongs here: the types that engines share and the lookup by name. Does not belong here: any
engine's own rules or models.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol, cast

from etl.contracts.articles import Article, Paragraph
from etl.contracts.extraction import LocalEntity, Mention, Quote, QuoteTarget


@dataclass(frozen=True, slots=True)
class Text:
    """One article to extract from: the article and its paragraphs in order."""

    article: Article
    paragraphs: Sequence[Paragraph]


@dataclass(slots=True)
class Extraction:
    """What was found in one article."""

    mentions: list[Mention] = field(default_factory=list)
    local_entities: list[LocalEntity] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    quote_targets: list[QuoteTarget] = field(default_factory=list)


class Engine(Protocol):
    """Finds names and quotes in texts.

    `extract` may batch its texts as it likes, but the result for one must not depend on the others.
    """

    name: str
    """As the settings name it (`rules`)."""
    fingerprint: str
    """Changes whenever the same text may give other rows: code version, model hash, options."""

    def extract(self, texts: Sequence[Text]) -> list[Extraction]:
        """One Extraction for each text, in order."""
        ...


@contextmanager
def collector_paused() -> Iterator[None]:
    """Work without the collector of cycles, which extraction makes none of.

    The collector would look through all rows again and again, for a tenth of the time. What is not
    part of a cycle is freed as ever.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class UnknownEngineError(ValueError):
    """No engine has the name that the settings ask for."""


class EngineUnavailableError(UnknownEngineError):
    """An engine needs something that is not installed, or that cannot be used."""


def load_engine(name: str) -> Engine:
    """The engine of that name.

    `NAME` or `NAME:ARGUMENT`: `etl.extract.engines.NAME` must define `create(argument: str)`.

    Raises:
        UnknownEngineError: there is no such module.
        EngineUnavailableError: what the engine needs is not installed; says what to install.
    """
    module_name, _, argument = name.partition(":")
    qualified = f"etl.extract.engines.{module_name}"
    if not module_name.isidentifier() or importlib.util.find_spec(qualified) is None:
        raise UnknownEngineError(
            f"no extraction engine {name!r}: expected the name of a module of etl/extract/engines, "
            "such as 'rules'"
        )
    return cast("Engine", importlib.import_module(qualified).create(argument))
