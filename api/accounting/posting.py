"""Posting: journals, our own and those of dead workers, go to the ledger in batches.

A journal from before the machine was started again may have lost its end in a power cut. The
numbers that were reserved and are not found are then told by a record that ends the source.
"""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime
from pathlib import Path

from api.accounting.errors import ConflictingEntryError, LedgerUnavailableError
from api.accounting.journal import (
    DAMAGED,
    SUFFIX,
    DamagedJournalError,
    JournalTail,
    boot_id,
    hold_if_abandoned,
)
from api.accounting.ledger import Ledger
from api.accounting.record import CUT, chained, unasked

BATCH = 500
"""Records committed together: enough to sync the disk seldom, few enough to be quick."""

_log = logging.getLogger(__name__)


def post(tail: JournalTail, ledger: Ledger) -> int:
    """Bring every record that is left of a journal to the ledger; return how many were new.

    Raises `LedgerUnavailableError`, `ConflictingEntryError` and `DamagedJournalError`.
    """
    new = 0
    while True:
        mark = tail.mark()
        batch = tail.next_batch(BATCH)
        if not batch:
            return new
        try:
            new += ledger.append(tail.source, tail.names, batch)
        except LedgerUnavailableError:
            tail.back_to(mark)  # the next attempt begins with what this one could not bring
            raise


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
            new += _end_if_cut(tail, path, ledger)
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


def _end_if_cut(tail: JournalTail, path: Path, ledger: Ledger) -> int:
    """End a source that a power cut may have cut short; return 1 if a record was added."""
    boot = boot_id()
    if not boot or tail.boot == boot:
        return 0  # a worker that died alone lost nothing of its journal
    last = ledger.last_of(tail.source)
    missing = tail.reserved - last.seq
    if missing <= 0:
        return 0
    cut_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    record = unasked(
        tail.reserved + 1,
        CUT,
        day=last.day or cut_at.date().isoformat(),
        hour=last.hour if last.day else cut_at.hour,
        endpoint="coupure",
    )
    _log.warning("%s: the machine was started again; %d answers may be lost", path.name, missing)
    return ledger.append(tail.source, tail.names, [(record, chained(last.hash, record.text))])
