"""The journal: a worker's own append-only file, written before an answer leaves.

A line is a record and its hash, chained to the line before. The file goes to the ledger in
batches (`posting`); a line is in the system's hands as soon as it is appended, so that killing
the worker loses nothing. Who holds the file's lock is alive: a journal nobody holds is left
from a dead worker, and may be posted by any other.

Only a power cut can lose what was appended: lines that were not on the disk yet leave no trace of
their own. So numbers are reserved ahead, on the disk: between the last record that is found after a
restart of the machine and the last number reserved lie the answers that may have been lost.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from api.accounting.record import GENESIS, Record, chained, parse_record

SUFFIX = ".journal"

LEAST_RESERVED = 4
"""Numbers reserved ahead when nothing tells that more are needed."""

_RESERVED = b"! "
"""How a line begins that is no record: the last number that may be spent."""

_BOOT = Path("/proc/sys/kernel/random/boot_id")
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
        self.seq = self._seq_before = 0
        self.reserved = LEAST_RESERVED
        flags = os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_WRONLY | os.O_CLOEXEC
        self._file = os.open(self.path, flags, 0o640)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self.size = 0
        self._write(self._header())
        self.sync()
        _sync_folder(folder)

    def append(self, seq: int, text: str) -> None:
        """Write a record's line whole, or raise ``OSError`` and leave the file as it was.

        A number that was not reserved is reserved first, and as many again as there were since
        the poster last came by: a burst waits for the disk a few times, not each time.
        """
        self.seq = seq
        if seq > self.reserved:
            self.reserve(seq + max(LEAST_RESERVED, seq - self._seq_before))
        own_hash = chained(self._hash, text)
        self._write(f"{own_hash} {text}\n".encode())
        self._hash = own_hash

    def reserve(self, last: int) -> None:
        """Put on the disk that numbers up to this one may be spent."""
        self._write(b"%s%d\n" % (_RESERVED, last))
        self.sync()
        self.reserved = last

    def announce_ahead(self) -> int | None:
        """Write what the time until the next call may need, if it is not reserved yet.

        The number holds once it is confirmed: the disk is waited for without holding up answers.
        """
        spent = self.seq - self._seq_before
        self._seq_before = self.seq
        if self.reserved - self.seq >= spent:
            return None
        last = self.seq + 2 * spent + LEAST_RESERVED
        self._write(b"%s%d\n" % (_RESERVED, last))
        return last

    def confirm(self, last: int) -> None:
        """Wait until what was announced is on the disk: from now on it is reserved."""
        self.sync()
        self.reserved = max(self.reserved, last)

    def begin_again(self) -> None:
        """Empty the file once all of it is in the ledger; the chain goes on."""
        os.ftruncate(self._file, 0)
        self.size = 0
        self._write(self._header())
        self.sync()

    def sync(self) -> None:
        """Wait until what was appended is on the disk."""
        os.fdatasync(self._file)

    def forget(self) -> None:
        """Close a forked worker's copy: the file goes on being its parent's."""
        os.close(self._file)

    def close(self, *, posted: bool) -> None:
        """Let go of the file, and remove it if all of it is in the ledger.

        What stays says that no number beyond the last was spent.
        """
        if posted:
            self.path.unlink()
        else:
            with suppress(OSError):  # a full disk: what was reserved stays reserved
                self.reserve(self.seq)
        os.close(self._file)

    def _header(self) -> bytes:
        header = {
            "source": self._source,
            "hash": self._hash,
            "names": self._names,
            "boot": boot_id(),
            "reserved": self.reserved,
        }
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


def boot_id() -> str:
    """Return what tells one start of the machine from another; empty where nothing does."""
    try:
        return _BOOT.read_text("ascii").strip()
    except OSError:
        return ""


def _sync_folder(folder: Path) -> None:
    """Wait until a file's name is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class DamagedJournalError(Exception):
    """A line of a journal is not what was written. Those before it are good."""


Mark = tuple[int, str, int]
"""Where a reader stands: offset, hash of the record before, last number reserved."""


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
            self.boot: str = header["boot"]
            self.reserved: int = header["reserved"]
        except (ValueError, KeyError, TypeError) as error:
            self._file.close()
            raise DamagedJournalError(f"{self.path.name}: no header") from error

    def mark(self) -> Mark:
        """Return where reading stands, to come back to."""
        return self._file.tell(), self._hash, self.reserved

    def back_to(self, mark: Mark) -> None:
        """Read again from a mark."""
        offset, self._hash, self.reserved = mark
        self._file.seek(offset)

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
            if line.startswith(_RESERVED):
                self.reserved = int(line[len(_RESERVED) :])
                continue
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
