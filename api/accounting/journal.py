"""The journal: a worker's own append-only file, written before an answer leaves.

A line is a record and its hash, chained to the line before. The file goes to the ledger in
batches (`posting`); a line is in the system's hands as soon as it is appended, so that killing
the worker loses nothing. Who holds the file's lock is alive: a journal nobody holds is left
from a dead worker, and may be posted by any other.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path

from api.accounting.record import GENESIS, Record, chained, parse_record

SUFFIX = ".journal"
DAMAGED = ".damaged"
"""Added to the name of a journal with a line that is not what was written."""


def journals_beside(ledger: str | Path) -> Path:
    """Return the folder where the journals of a ledger file are kept."""
    return Path(f"{ledger}.journals")


class Journal:
    """The journal of one life of a worker, held until closed.

    ``names`` gives the names of accounts, for whoever posts the file. Raises ``OSError``.
    """

    def __init__(self, folder: Path, source: str, names: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{source}{SUFFIX}"
        self._source = source
        self._names = dict(names)
        self._hash = GENESIS
        flags = os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_WRONLY | os.O_CLOEXEC
        self._file = os.open(self.path, flags, 0o640)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self.size = 0
        self._write(self._header())

    def append(self, text: str) -> None:
        """Write a record's line whole, or raise ``OSError`` and leave the file as it was."""
        own_hash = chained(self._hash, text)
        self._write(f"{own_hash} {text}\n".encode())
        self._hash = own_hash

    def begin_again(self) -> None:
        """Empty the file once all of it is in the ledger; the chain goes on."""
        os.ftruncate(self._file, 0)
        self.size = 0
        self._write(self._header())

    def sync(self) -> None:
        """Wait until what was appended is on the disk."""
        os.fdatasync(self._file)

    def forget(self) -> None:
        """Close a forked worker's copy: the file goes on being its parent's."""
        os.close(self._file)

    def close(self, *, posted: bool) -> None:
        """Let go of the file, and remove it if all of it is in the ledger."""
        if posted:
            self.path.unlink()
        os.close(self._file)

    def _header(self) -> bytes:
        header = {"source": self._source, "hash": self._hash, "names": self._names}
        return f"{json.dumps(header)}\n".encode()

    def _write(self, line: bytes) -> None:
        written = 0
        try:
            written = os.write(self._file, line)
        finally:
            if written != len(line):
                os.ftruncate(self._file, self.size)
        if written != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.size += len(line)


class DamagedJournalError(Exception):
    """A line of a journal is not what was written. Those before it are good."""


class JournalTail:
    """Reads a journal from its start, and on as it grows. Raises ``OSError``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("rb")
        self.rewind()

    @property
    def offset(self) -> int:
        """How far the file was read."""
        return self._file.tell()

    def rewind(self) -> None:
        """Go back to the start: the journal began again."""
        self._file.seek(0)
        line = self._file.readline()
        try:
            header = json.loads(line)
            self.source: str = header["source"]
            self.names: dict[str, str] = header["names"]
            self._hash: str = header["hash"]
        except (ValueError, KeyError, TypeError) as error:
            self._file.close()
            raise DamagedJournalError(f"{self.path.name}: no header") from error

    def next_batch(self, most: int) -> list[tuple[Record, str]]:
        """Return the next whole records with their hashes, at most so many.

        Raises `DamagedJournalError` where the first of them is not what was written.
        """
        batch: list[tuple[Record, str]] = []
        while len(batch) < most:
            start = self._file.tell()
            line = self._file.readline()
            if not line.endswith(b"\n"):  # being written, or torn by a power cut
                self._file.seek(start)
                break
            own_hash, _, text = line[:-1].decode("ascii", "replace").partition(" ")
            if own_hash != chained(self._hash, text):
                self._file.seek(start)
                if batch:
                    break
                raise DamagedJournalError(f"{self.path.name}: byte {start} is not what was written")
            batch.append((parse_record(text), own_hash))
            self._hash = own_hash
        return batch

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def hold_if_abandoned(path: Path) -> int | None:
    """Take the lock of a journal whose worker is dead and return its descriptor, else None."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
