"""Posting: journals, our own and those of dead workers, go to the ledger in batches."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from api.accounting.errors import ConflictingEntryError
from api.accounting.journal import (
    DAMAGED,
    SUFFIX,
    DamagedJournalError,
    JournalTail,
    hold_if_abandoned,
)
from api.accounting.ledger import Ledger

BATCH = 500
"""Records committed together: enough to sync the disk seldom, few enough to be quick."""

_log = logging.getLogger(__name__)


def post(tail: JournalTail, ledger: Ledger) -> int:
    """Bring every record that is left of a journal to the ledger; return how many were new.

    Raises `LedgerUnavailableError`, `ConflictingEntryError` and `DamagedJournalError`.
    """
    new = 0
    while batch := tail.next_batch(BATCH):
        new += ledger.append(tail.source, tail.names, batch)
    return new


def post_abandoned(folder: Path, ledger: Ledger) -> int:
    """Post the journals of dead workers, remove them, and return how many records were new.

    A journal that is damaged or contradicts the ledger is set aside under another name, and
    the log says so: what it holds is for people to look at. Raises `LedgerUnavailableError`.
    """
    new = 0
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        held = hold_if_abandoned(path)
        if held is None:
            continue
        try:
            if path.exists():  # else another worker posted it since we listed the folder
                new += _post_abandoned(path, ledger)
        finally:
            os.close(held)
    return new


def _post_abandoned(path: Path, ledger: Ledger) -> int:
    try:
        tail = JournalTail(path)
        try:
            new = post(tail, ledger)
            torn = path.stat().st_size - tail.offset
        finally:
            tail.close()
    except (DamagedJournalError, ConflictingEntryError) as error:
        if path.stat().st_size == 0:  # killed between creating it and writing its header
            path.unlink()
            return 0
        _log.warning("%s; the journal is kept as %s%s", error, path.name, DAMAGED)
        path.rename(path.with_name(path.name + DAMAGED))
        return 0
    if torn:
        _log.warning("%s ends in %d bytes of a record cut short, dropped", path.name, torn)
    path.unlink()
    return new
