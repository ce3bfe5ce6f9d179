"""Indexing the articles of one Parquet file: their words, and the length of each.

Belongs here: the numbering of texts and the form of the index's files. Does not belong here: what a
word is (`sql/macros/parts/search_tokens.sql`), counting them (`sql/search/words.sql`), which files
there are (`etl.lake.indexing`), or ranking, which is the work of the macros.

The index of a file depends on that file alone. What depends on the archive (in how many texts a
word stands, how long texts are on average, which of them are published) is counted by the query.
Positions are not kept: they would cost more than the texts do. Phrases are looked for in the texts
that hold all their words; but for pairs of words that stand in many texts, which are kept as words
are.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from etl.contracts.base import Row, arrow_schema
from etl.contracts.search import SearchLength, SearchWord

VERSION = "3"
"""Raised when the index of a file comes out otherwise."""
TEXTS = (
    "select row_number() over (order by length(body), document_id) - 1 as row_no, document_id, "
    "title, body as text from read_parquet($source)"
)
"""Texts are numbered by length: copies stand together, and so do the short ones, which lack most
words. That makes an index a tenth smaller, of an archive of many copies a third."""
PAIR_SHARE, PAIR_TEXTS = 25, 50
"""Two words beside each other are indexed where one text in so many of a file has them, and so many
texts do."""
ROWS_BITS = 23
"""A file holds fewer than 2^23 texts; the bits above them in a text's number name the file."""
FILE_BITS = 40
WORD_ROWS = 65_536
"""Rows of a row group: what has to be read to find one word."""
LENGTH_ROWS = 131_072


def first_number(name: str) -> int:
    """The number of the first text of a file.

    Args:
        name: at least ten hexadecimal digits that name the file.
    """
    return (int(name[: FILE_BITS // 4], 16)) << ROWS_BITS


def _write(path: Path, model: type[Row], tables: Iterator[pa.Table], rows: int) -> None:
    """Write rows with the encodings that make an index small."""
    schema = arrow_schema(model)
    numbers = [name for name in ("number", "text_no", "length") if name in schema.names]
    with pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=9,
        use_dictionary=[name for name in schema.names if name not in {*numbers, "document_id"}],
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
    ) as writer:
        for table in tables:
            writer.write_table(table.cast(schema), row_group_size=rows)


def _tables(relation: duckdb.DuckDBPyRelation, rows: int) -> Iterator[pa.Table]:
    for batch in relation.to_arrow_reader(rows):
        yield pa.Table.from_batches([batch])


def index_file(
    connection: duckdb.DuckDBPyConnection,
    source: Path,
    name: str,
    statement: str,
    words: Path,
    lengths: Path,
) -> None:
    """Write the index of a file of articles.

    Args:
        connection: one that has the macros `search_tokens` and `search_word`, and keeps orders.
        source: the file.
        name: of the file, see `first_number`.
        statement: `sql/search/words.sql`.
        words: the file of words to write.
        lengths: the file of lengths to write.

    Raises:
        ValueError: the file holds 2^23 texts or more.
    """
    rows = pq.read_metadata(source).num_rows
    if rows >= 2**ROWS_BITS:
        raise ValueError(f"{source}: holds {rows:,} texts; expected fewer than {2**ROWS_BITS:,}")
    first = first_number(name)
    connection.execute(f"create or replace temp table texts as {TEXTS}", {"source": str(source)})
    often = max(rows / PAIR_SHARE, PAIR_TEXTS)
    connection.execute(f"create or replace temp table often as select {often} as text_count")
    connection.execute(f"create or replace temp table words as {statement}")
    try:
        # A number grows from one row to the next, over the terms: what is written is the steps.
        found = connection.sql(
            f"select term, place * {rows} + row_no as number, "
            f"cast(frequency as bigint) as frequency, {first + rows} as file_no "
            "from words inner join (select term, row_number() over (order by term) - 1 as place "
            "from (select distinct term from words)) using (term) order by number"
        )
        _write(words, SearchWord, _tables(found, WORD_ROWS), WORD_ROWS)
        found = connection.sql(
            f"select {first} + row_no as text_no, "
            "document_id, cast(coalesce(length, 0) as bigint) as length from texts "
            "left join (select row_no, sum(frequency) as length from words "
            "where not contains(term, ' ') group by row_no) "
            "using (row_no) order by row_no"
        )
        _write(lengths, SearchLength, _tables(found, LENGTH_ROWS), LENGTH_ROWS)
    finally:
        connection.execute("drop table texts")
        connection.execute("drop table words")
        connection.execute("drop table often")
