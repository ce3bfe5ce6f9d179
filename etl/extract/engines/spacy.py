"""The engine `spacy:PIPELINE`: names by an installed spaCy pipeline, the rest by the shared parts.

Belongs here: loading a pipeline, handing it paragraphs, and reading its entities. Does not belong
here: attribution and coreference, which every engine shares (`compose`).

spaCy is no dependency of the project: `pip install "newshouse[spacy]"`. A pipeline is a package
(`en_core_web_sm`) or a folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from etl.contracts.base import CONTRACT_VERSION
from etl.contracts.extraction import EntityType
from etl.extract import compose, values
from etl.extract.compose import Prepared
from etl.extract.engine import EngineUnavailableError, Extraction, Text, UnknownEngineError
from etl.extract.names import Name

if TYPE_CHECKING:
    from spacy.language import Language

TYPES: dict[str, EntityType] = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "ORGANIZATION": "ORGANIZATION",
    "ORG": "ORGANIZATION",
    "LOCATION": "LOCATION",
    "LOC": "LOCATION",
    "GPE": "LOCATION",
    "NORP": "NORP",
    "FACILITY": "FACILITY",
    "FAC": "FACILITY",
    "PRODUCT": "PRODUCT",
    "MISC": "MISC",
    "EVENT": "MISC",
    "WORK_OF_ART": "MISC",
    "LAW": "MISC",
    "LANGUAGE": "MISC",
    "DATE": "DATE",
    "MONEY": "MONEY",
}
"""Labels of spaCy's own pipelines (OntoNotes, WikiNER) and of this project -> type. What has
another label (CARDINAL, TIME ...) is no row."""
CONFIDENCE = 0.5
"""spaCy's entities have no probability: this says neither."""
_NEEDLESS = frozenset(
    ["parser", "senter", "sentencizer", "lemmatizer", "trainable_lemmatizer", "textcat"]
)
"""Components that entities do not depend on."""
_PIECE = 50_000
"""Code points given to the pipeline at once: its memory grows with the length of a text."""


class SpacyEngine:
    """Finds names by a spaCy pipeline, in its language."""

    def __init__(self, name: str, pipeline: Language) -> None:
        self.name = f"spacy:{name}"
        self._pipeline = pipeline
        self._labels = {
            TYPES[label.upper()]
            for component in pipeline.pipe_names
            for label in getattr(pipeline.get_pipe(component), "labels", ())
            if label.upper() in TYPES
        }
        self.fingerprint = (
            f"spacy-{_version(pipeline)}-shared-{compose.VERSION}-contract-{CONTRACT_VERSION}"
        )

    def extract(self, texts: Sequence[Text]) -> list[Extraction]:
        """One Extraction for each text, in order; each depends on its own text alone.

        Texts in another language than the pipeline's get what is independent of language.
        """
        return [self._extract(text) for text in texts]

    def _extract(self, text: Text) -> Extraction:
        prepared = compose.prepare(text)
        found = list(prepared.datelines)
        if self._pipeline.lang in (text.article.language, "xx"):
            found = compose.merged(found, list(self._names(prepared)))
        if prepared.known_language:
            patterns = values.tag(prepared.tokens, text.paragraphs)
            patterns = [name for name in patterns if name.type not in self._labels]
            found = compose.merged(found, patterns)
        return compose.finish(prepared, found)

    def _names(self, prepared: Prepared) -> Iterator[Name]:
        """The pipeline's entities, as the tokens that they cover."""
        tokens = prepared.tokens
        bounds = list(_pieces(prepared))
        bodies = (tokens.body[start:end] for start, end in bounds)
        for (start, _), parsed in zip(bounds, self._pipeline.pipe(bodies), strict=True):
            for entity in parsed.ents:
                kind = TYPES.get(entity.label_.upper())
                first = tokens.at(start + entity.start_char)
                end = tokens.at(start + entity.end_char)
                while first > 0 and tokens.end[first - 1] > start + entity.start_char:
                    first -= 1
                if kind is not None and first < end:
                    yield Name(first, end, kind, CONFIDENCE)


def create(argument: str) -> SpacyEngine:
    """The engine on a pipeline.

    Args:
        argument: a pipeline's package or folder.

    Raises:
        UnknownEngineError: no pipeline is named.
        EngineUnavailableError: spaCy or the pipeline is not installed.
    """
    if not argument:
        raise UnknownEngineError(
            "engine 'spacy' needs the name of a pipeline: write 'spacy:en_core_web_sm'"
        )
    try:
        import spacy
    except ImportError as error:
        raise EngineUnavailableError(
            f"engine 'spacy:{argument}' needs spaCy, which is not installed: "
            f'pip install "newshouse[spacy]" ({error})'
        ) from None
    try:
        pipeline = spacy.load(argument, disable=sorted(_NEEDLESS))
    except OSError as error:
        raise EngineUnavailableError(
            f"engine 'spacy:{argument}': spaCy finds no such pipeline; install it "
            f"(python -m spacy download {argument}) or name a folder ({error})"
        ) from None
    return SpacyEngine(argument, pipeline)


def _pieces(prepared: Prepared) -> Iterator[tuple[int, int]]:
    """Stretches of the body: paragraphs, the longest cut between sentences or else tokens."""
    tokens = prepared.tokens
    starts = {tokens.start[sentence.first] for sentence in prepared.sentences}
    for first, end in tokens.paragraph_bounds:
        begin = first
        best = -1
        for index in range(first, end):
            if tokens.start[index] in starts and index > begin:
                best = index
            if tokens.end[index] - tokens.start[begin] > _PIECE and index > begin:
                cut = best if best > begin else index
                yield tokens.start[begin], tokens.end[cut - 1]
                begin, best = cut, -1
        if begin < end:
            yield tokens.start[begin], tokens.end[end - 1]


def _version(pipeline: Language) -> str:
    """A hash of everything that the pipeline's entities depend on."""
    from importlib.metadata import version

    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"{version('spacy')} {pipeline.pipe_names}".encode())
    path = getattr(pipeline, "path", None)
    if path is None:
        digest.update(pipeline.to_bytes())
    else:
        for file in sorted(Path(path).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(path)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()
