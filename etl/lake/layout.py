"""Where everything lies in a warehouse folder.

Belongs here: names of files and folders, nothing else. The folder:

    tables/<table>/batch=<id>/<fingerprint>.parquet   rows of one batch
    tables/<table>/archive/<fingerprint>.parquet      rows over the whole archive
    marts/<mart>/<fingerprint>.parquet                materialised views
    marts/article_states/<fingerprint>.parquet        what later publications are compared with
    marts/changed_articles/<fingerprint>.parquet      what has changed since
    search/<table>/<fingerprint>.parquet              the index of one file of a batch
    state/listing.parquet                             raw/ as the last run found it
    state/receipts/<batch>.<stage>.json               what a batch holds; written last
    state/planned.json                                batches cut and not yet read
    state/portions/                                   parts of batches, extracted before the others
    state/publishing.json                             one whose catalogue is being put in place
    state/publication.json                            the last publication
    state/copies.npz                                  what the search for copies remembers
    state/forgotten.json                              forgotten articles that no batch holds now
    state/ignored.json                                what ignore.csv said when all of it was right
    state/corrections.json                            when each line of reference/ was first seen
    state/spill/                                      DuckDB's, while a run goes on
    state/lock                                        who is writing
    news.duckdb                                       the catalogue
    datapackage.json                                  Frictionless description of the tables
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one warehouse."""

    root: Path

    @property
    def tables(self) -> Path:
        """Parquet of every table."""
        return self.root / "tables"

    @property
    def marts(self) -> Path:
        """Parquet of every mart."""
        return self.root / "marts"

    @property
    def search(self) -> Path:
        """Parquet of the inverted index."""
        return self.root / "search"

    @property
    def state(self) -> Path:
        """What a run has to remember."""
        return self.root / "state"

    @property
    def receipts(self) -> Path:
        """One file for each finished stage of each batch."""
        return self.state / "receipts"

    @property
    def listing(self) -> Path:
        """raw/ as the last discovery found it."""
        return self.state / "listing.parquet"

    @property
    def planned(self) -> Path:
        """Batches that were cut and are not yet read."""
        return self.state / "planned.json"

    @property
    def portions(self) -> Layout:
        """Extracted portions of batches, as a warehouse of their own (`portions`)."""
        return Layout(self.state / "portions")

    @property
    def publication(self) -> Path:
        """The record of the last publication."""
        return self.state / "publication.json"

    @property
    def publishing(self) -> Path:
        """The record of the publication that is being put in place."""
        return self.state / "publishing.json"

    @property
    def forgotten(self) -> Path:
        """The forgotten articles that no batch holds any more."""
        return self.state / "forgotten.json"

    @property
    def copies(self) -> Path:
        """What the search for copies remembers from one publication to the next."""
        return self.state / "copies.npz"

    @property
    def ignored(self) -> Path:
        """What `ignore.csv` said when all of it could be read."""
        return self.state / "ignored.json"

    @property
    def corrections(self) -> Path:
        """Line of a reference file, by digest -> when it was first seen."""
        return self.state / "corrections.json"

    @property
    def spill(self) -> Path:
        """What DuckDB moves out of memory."""
        return self.state / "spill"

    @property
    def lock(self) -> Path:
        """Held by the one writer."""
        return self.state / "lock"

    @property
    def catalogue(self) -> Path:
        """The DuckDB file that readers open."""
        return self.root / "news.duckdb"

    @property
    def datapackage(self) -> Path:
        """Frictionless description of the tables."""
        return self.root / "datapackage.json"

    def batch_file(self, table: str, batch: str, fingerprint: str) -> Path:
        """Rows of a batch in a table."""
        return self.tables / table / f"batch={batch}" / f"{fingerprint}.parquet"

    def archive_file(self, table: str, fingerprint: str) -> Path:
        """Rows of a table that is computed over the whole archive."""
        return self.tables / table / "archive" / f"{fingerprint}.parquet"

    def mart_file(self, mart: str, fingerprint: str) -> Path:
        """Rows of a mart."""
        return self.marts / mart / f"{fingerprint}.parquet"

    def search_file(self, table: str, fingerprint: str) -> Path:
        """The index of one file of a batch."""
        return self.search / table / f"{fingerprint}.parquet"

    def receipt(self, batch: str, stage: str) -> Path:
        """The receipt of one stage of a batch."""
        return self.receipts / f"{batch}.{stage}.json"
