"""A pseudo-terminal with `newshouse sql` on it, for tests that type and look."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path

from tests.cli import command_line, environment

ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")


class Terminal:
    """Somebody at a terminal. What was shown is kept; `see` waits for more of it."""

    def __init__(self, process: subprocess.Popen[bytes], descriptor: int) -> None:
        self.process = process
        self.raw = b""
        self._descriptor = descriptor
        self._seen = 0

    def type(self, text: str) -> None:
        """Press keys; `\\r` is Enter."""
        os.write(self._descriptor, text.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.type("\x03")

    @property
    def text(self) -> str:
        """Everything that was shown, without colours and movements."""
        return ESCAPE.sub("", self.raw.decode("utf-8", "replace")).replace("\r", "")

    def see(self, pattern: str, seconds: float = 60) -> str:
        """Wait until what was shown since the last time has this; gives what was shown."""
        end = time.monotonic() + seconds
        while True:
            new = self.text[self._seen :]
            found = re.search(pattern, new)
            if found:
                self._seen += found.end()
                return new[: found.end()]
            left = end - time.monotonic()
            assert left > 0, f"never showed {pattern!r}; shown: {new[-2000:]!r}"
            if select.select([self._descriptor], [], [], min(left, 1))[0]:
                try:
                    self.raw += os.read(self._descriptor, 65_536)
                except OSError:
                    assert re.search(pattern, self.text[self._seen :]), f"ended: {new[-2000:]!r}"

    def wait(self, seconds: float = 60) -> int:
        """The exit code, once it has ended."""
        return self.process.wait(seconds)


@contextlib.contextmanager
def terminal(
    *arguments: str | Path, home: Path, columns: int = 100, rows: int = 40, **variables: str
) -> Iterator[Terminal]:
    """A command on a terminal of this size."""
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    surroundings = environment(
        HOME=str(home), TERM="xterm-256color", PROMPT_TOOLKIT_NO_CPR="1", PAGER="cat", **variables
    )
    surroundings.pop("COLUMNS")

    process = subprocess.Popen(
        command_line(*arguments),
        stdin=side,
        stdout=side,
        stderr=side,
        cwd=home,
        env=surroundings,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509
    )
    os.close(side)
    try:
        yield Terminal(process, main)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(main)
