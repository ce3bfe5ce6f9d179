"""Python's cyclic garbage collector, while very many plain rows are made.

Belongs here: that and nothing else. The collector looks through all objects each time a quarter
more of them have come: in making the listing of 100,000 files half of the time is its own, and
rows of names and numbers have no cycles to find.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """No cycle is looked for until the block, or the function so decorated, ends."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
