"""Reading a stretch of a file whose documents can only be found from its start.

Belongs here: passing over the documents that lie before a range, and leaving off after it, so that
the ranges of a file together give what reading it as one does. Does not belong here: formats whose
documents can be found from anywhere (lines, records of web archives), and how a file is cut
(`dispatch`).

To find where a document ends costs a hundredth of what is then done with it: so several workers
read one file, each from its start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, TypeVar

from etl.readers.base import ByteRange, NothingFoundError, ReaderError

Found = TypeVar("Found")


def within(found: Iterable[tuple[int, Found]], byte_range: ByteRange | None) -> Iterator[Found]:
    """What is found in a range.

    An error belongs to the range that the last find before it belongs to, and to the first range
    where there is none: the others end there without a word.

    Args:
        found: finds with their places: these never fall, and are less than the end of the last
            range.
        byte_range: None for all of them.

    Raises:
        ReaderError: what `found` raises, where it belongs here.
        NothingFoundError: nothing is found anywhere, and this is the first range.
    """
    last = None
    try:
        for place, one in found:
            if byte_range is not None and place >= byte_range.end:
                return
            last = place
            if byte_range is None or place >= byte_range.start:
                yield one
    except ReaderError:
        if byte_range is None or (last or 0) >= byte_range.start:
            raise
        return
    if last is None and byte_range is not None and byte_range.start == 0:
        raise NothingFoundError


class Places:
    """A stream that knows where the block begins that was read from it last.

    For parsers that do not tell where in a file they are.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._end = 0
        self.begun = 0
        """Offset of that block."""

    def read(self, size: int = -1, /) -> bytes:
        """As io.RawIOBase."""
        data = self._stream.read(size)
        if data:
            self.begun, self._end = self._end, self._end + len(data)
        return data
