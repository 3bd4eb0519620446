"""Builds that the web desk starts: one at a time, in a process of their own, told in a file."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.desk.errors import DeskError
from api.settings import Settings
from api.words import N_

LOG = "last-build.txt"
_LOCK = "lock"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a desk, so that two people do not put versions into service at once.

    Raises
    ------
    DeskError: somebody else is at it, or the folder cannot be written.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("w")
    except OSError as error:
        raise DeskError(
            N_("%(folder)s ne peut être écrit (%(reason)s)"), folder=folder, reason=error.strerror
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DeskError(
                N_("une autre version est en cours de mise en service, réessayez plus tard")
            ) from error
        yield


def start(settings: Settings, folder: Path, command: tuple[str, ...]) -> None:
    """Run a `feeds` command in a process of its own; what it says is in the file LOG.

    Raises
    ------
    DeskError: another one is going on.

    """
    with alone(folder):
        pass
    options = ["--region", settings.region, "--var", str(settings.var)]
    if settings.data is not None:
        options += ["--data", str(settings.data)]
    with (folder / LOG).open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  # our own program, numbers and names from us
            [sys.executable, "-m", "api.cli", *options, "feeds", *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    threading.Thread(target=process.wait, name="desk-build", daemon=True).start()


def is_busy(folder: Path) -> bool:
    """Tell whether a version is being put into service."""
    try:
        with alone(folder):
            return False
    except DeskError:
        return True


def said(folder: Path) -> str:
    """Return what the last build said, "" when there was none."""
    try:
        return (folder / LOG).read_text("utf-8", errors="replace")
    except OSError:
        return ""
