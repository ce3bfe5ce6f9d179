"""What to do where marks lie too deep in one another to be walked.

Belongs here: the one error for it. Pages nest some dozens of elements; only what is made to break
readers, or damaged beyond use, nests thousands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from etl.readers.base import ReaderError


@contextmanager
def walkable() -> Iterator[None]:
    """Raise ReaderError (`too_nested`) where what is done inside runs out of stack."""
    try:
        yield
    except RecursionError:
        raise ReaderError(
            "too_nested",
            "its elements lie in one another more deeply than any page's; it is damaged or made to "
            "break readers",
        ) from None
