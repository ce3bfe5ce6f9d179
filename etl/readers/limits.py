"""What no honest news file exceeds.

Belongs here: the limits and their reasons. Compressed bombs expand 1,000 times and more (gzip of
zeros 1,028, xz 6,756, bz2 647,269); real pages were met at 17 at most.
"""

from __future__ import annotations

MAX_DEPTH = 4
"""Containers within containers."""
MAX_RATIO = 200
"""Decompressed bytes for one compressed byte, over a whole stream."""
RATIO_FREE_BYTES = 16 * 1024 * 1024
"""Output below this is never a bomb, whatever its ratio: a log of blank lines compresses well."""
BUDGET_FREE_BYTES = 64 * 1024 * 1024
"""For the sum over all that one raw file holds, where members are opened two or three times: more
than for a single stream, beside MAX_RATIO times the raw file."""
MAX_MEMBERS = 1_000_000
"""Members of one container, and of all containers in one raw file."""
MAX_SPOOLED_BYTES = 4 * 1024 * 1024 * 1024
"""A container inside a container is kept in memory or on disk while it is read: at most this."""
SPOOL_MEMORY_BYTES = 8 * 1024 * 1024
"""Up to here in memory, beyond in an unnamed temporary file."""
MAX_PACKED_PIECES = 16
"""A compressed file, or one whose documents are found by reading it from its start, is cut into so
many pieces at most: to reach one, all before it is gone through anew. That is half the pieces
times the whole, at 30 (bzip2) to 1,000 megabytes a second, 55 (XML) to 240 (JSON) where it is
parsed, beside a reading that does two and an extraction that does less than one."""
UNPACKED = 4
"""Bytes of text that a compressed byte stands for, at least: of news more often ten."""
DOCUMENT_SECONDS = 60.0
"""Processor time for one document: the slowest real page took less than two seconds."""
