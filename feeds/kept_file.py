"""A file that all processes read and one of them replaces: the last good state of something."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class KeptFile:
    """The last good state, replaced in one step, and whose turn it is to fetch the next."""

    path: Path

    def signature(self) -> tuple[int, int]:
        """Return what changes whenever the file is replaced, zeros while there is none."""
        try:
            found = self.path.stat()
        except OSError:
            return 0, 0
        return found.st_ino, found.st_mtime_ns

    def read_bytes(self) -> bytes | None:
        """Return the content, None where none is kept or it cannot be read."""
        try:
            return self.path.read_bytes()
        except OSError:
            return None

    def write_bytes(self, content: bytes, at_s: int | None = None) -> None:
        """Replace the content in one step; OSError where the folder cannot be written.

        `at_s` is the moment (UTC epoch) that the file says it is of, now when it is not given.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        aside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        aside.write_bytes(content)
        if at_s is not None:
            os.utime(aside, (at_s, at_s))
        aside.replace(self.path)

    def claim(self, every_s: float) -> bool:
        """Tell whether this process is the one to fetch now; the others wait their turn.

        Whoever asks first takes the turn for `every_s`, also where fetching then fails.
        """
        turn = self.path.with_suffix(".turn")
        now = time.time()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(turn, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            try:
                if now - turn.stat().st_mtime < every_s:
                    return False
                os.utime(turn)
            except OSError:
                return False
            return True
        except OSError:
            return False
        os.close(descriptor)
        return True
