"""Files of feeds, each kept once under the hash of its content."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from api.desk.errors import DeskError, NoRoomError
from api.words import N_, _

_CHUNK_BYTES = 1024**2


def keep(folder: Path, path: Path) -> tuple[str, int]:
    """Copy a file into the folder, whole or not at all; return its hash and size.

    Raises
    ------
    NoRoomError: the disk is full.
    DeskError: the file cannot be read, or the folder cannot be written.

    """
    aside = folder / f".{os.getpid()}.{path.name}"
    total, size = sha256(), 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, aside.open("wb") as target:
            while chunk := source.read(_CHUNK_BYTES):
                size += len(chunk)
                total.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        aside.replace(path_of(folder, total.hexdigest()))
    except OSError as error:
        kind = NoRoomError if error.errno in {errno.ENOSPC, errno.EDQUOT} else DeskError
        raise kind(
            _(
                "%(file)s ne peut être gardé dans %(folder)s (%(reason)s)",
                file=path.name,
                folder=folder,
                reason=error.strerror,
            )
        ) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
    return total.hexdigest(), size


def size_of(path: Path) -> int:
    """Return the bytes of a file that came in.

    Raises
    ------
    DeskError: it cannot be read.

    """
    try:
        return path.stat().st_size
    except OSError as error:
        raise DeskError(
            N_("%(file)s ne peut être lu (%(reason)s)"), file=path.name, reason=error.strerror
        ) from error


def path_of(folder: Path, digest: str) -> Path:
    """Return where the file of a hash is kept."""
    return folder / f"{digest}.zip"


def forget(folder: Path, digest: str) -> None:
    """Remove a file that no version needs any more."""
    path_of(folder, digest).unlink(missing_ok=True)
