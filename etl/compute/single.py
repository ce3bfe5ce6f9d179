"""One file through every stage, without a warehouse.

Belongs here: what `newshouse extract` and those who embed the package need. The stages are the same
as in a run, and so are the rows, but for `raw_file_id` and what depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.compute.batches import article_of
from etl.contracts.base import make_id
from etl.extract.engine import Extraction, Text, load_engine
from etl.lake.discovery import hash_file
from etl.normalize.context import DocumentContext, FolderDefaults
from etl.readers.base import RawDocument, Rejected
from etl.readers.dispatch import read_file


@dataclass(frozen=True, slots=True)
class Extracted:
    """One article and what was found in it."""

    text: Text
    found: Extraction

    def as_dict(self) -> dict[str, list[dict[str, Any]] | dict[str, Any]]:
        """The rows by table; keys are the contracts' columns."""
        return {
            "article": self.text.article.model_dump(),
            "paragraphs": [row.model_dump() for row in self.text.paragraphs],
            "mentions": [row.model_dump() for row in self.found.mentions],
            "entities": [row.model_dump() for row in self.found.local_entities],
            "quotes": [row.model_dump() for row in self.found.quotes],
        }

    def as_text(self) -> str:
        """The same for people."""
        article = self.text.article
        names = {row.local_entity_id: row.name for row in self.found.local_entities}
        lines = [
            article.title or "(no headline)",
            f"  {article.outlet or 'unknown outlet'}, {article.published_date or 'no date'}, "
            f"{article.language or 'unknown language'}, {article.word_count:,} words",
            "",
            "names",
        ]
        for entity in sorted(self.found.local_entities, key=lambda row: -row.mention_count):
            aliases = f" ({', '.join(entity.aliases)})" if entity.aliases else ""
            roles = f": {'; '.join(entity.roles)}" if entity.roles else ""
            lines.append(
                f"  {entity.type:<13}{entity.name}{aliases}{roles}, {entity.mention_count}x"
            )
        lines += ["", "quotes"]
        for quote in self.found.quotes:
            speaker = quote.speaker_text or "?"
            known = (
                names.get(quote.speaker_local_entity_id) if quote.speaker_local_entity_id else None
            )
            if known and known != speaker:
                speaker = f"{speaker} = {known}"
            words = " ".join(quote.text.split())
            lines.append(f"  [{quote.kind}] {speaker} | {quote.cue_text or '-'} | {words}")
        return "\n".join(lines) + "\n"


def extract_file(path: Path, engine_name: str) -> Iterator[Extracted | str]:
    """Every article of a file with what was found in it; a message for what is none.

    Raises:
        UnknownEngineError: there is no such engine.
    """
    engine = load_engine(engine_name)
    raw_file_id = make_id("raw_file", path.name, hash_file(str(path)))
    for found in read_file(path):
        outcome = found.outcome
        if isinstance(outcome, RawDocument):
            context = DocumentContext(
                raw_file_id=raw_file_id,
                path=path.name,
                member=found.member,
                parser=found.parser,
                parser_version=found.parser_version,
                defaults=FolderDefaults(),
            )
            made = article_of(outcome, context)
            if not isinstance(made, Rejected):
                text = Text(*made)
                yield Extracted(text, engine.extract([text])[0])
                continue
            outcome = made
        where = f"{found.member}: " if found.member else ""
        if isinstance(outcome, Rejected):
            yield f"{where}{outcome.code}: {outcome.message}"
        else:
            yield f"{where}skipped: {outcome.reason}"
