"""The last verification of a ledger, kept in a file beside it for whoever asks how it went."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from api.accounting.errors import VerificationRunningError
from api.accounting.verification import Verification


@dataclass(frozen=True, slots=True)
class KeptVerification:
    """A verification, and when it ended (RFC 3339, UTC)."""

    at: str
    found: Verification


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock beside the file: a ledger is verified once at a time.

    Raises `VerificationRunningError`, or ``OSError`` where the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise VerificationRunningError from error
        yield


def is_running(path: Path) -> bool:
    """Tell whether a verification is under way."""
    if not path.with_suffix(".lock").exists():
        return False
    try:
        with alone(path):
            return False
    except VerificationRunningError:
        return True


def keep(path: Path, kept: KeptVerification) -> None:
    """Replace the file in one step. Raises ``OSError``."""
    aside = path.with_suffix(".new")
    aside.write_text(json.dumps({"at": kept.at, **asdict(kept.found)}) + "\n", "utf-8")
    aside.replace(path)


def last(path: Path) -> KeptVerification | None:
    """Return the last verification, None before the first or where the file is not ours."""
    try:
        content = json.loads(path.read_text("utf-8"))
        return KeptVerification(content.pop("at"), Verification(**content))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
