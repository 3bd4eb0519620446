"""The poster: a thread of each worker that takes the journals to the ledger."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread

from api.accounting.errors import (
    ConflictingEntryError,
    LedgerUnavailableError,
)
from api.accounting.journal import DamagedJournalError, Journal, JournalTail
from api.accounting.ledger import Ledger
from api.accounting.posting import post, post_abandoned

EVERY_S = 0.25
"""How long a record waits in its journal, at most, when all is well."""

RETRY_AFTER_S = 10.0
"""How long a broken ledger is left alone; journals grow meanwhile."""

ABANDONED_EVERY_S = 30.0
"""How often the journals of dead workers are looked for."""

ROOM_BYTES = 16 * 2**20
"""Size from which a journal that is wholly posted begins again."""

_log = logging.getLogger(__name__)


class Poster:
    """Posts a worker's journal while it grows, and what dead workers left beside it.

    ``appending`` is held by whoever appends to the journal. ``after`` is called with the
    ledger each time something may have been posted, and may raise `LedgerUnavailableError`.
    """

    def __init__(
        self,
        ledger: str | Path,
        journal: Journal,
        appending: Lock,
        after: Callable[[Ledger], None],
    ) -> None:
        self.fault: LedgerUnavailableError | None = None
        self._path = ledger
        self._journal = journal
        self._appending = appending
        self._after = after
        self._posting = Lock()
        self._stop = Event()
        self._thread = Thread(target=self._run, name="ledger-poster", daemon=True)
        self._ledger: Ledger | None = None
        self._tail: JournalTail | None = JournalTail(journal.path)
        self._next_look = 0.0

    def start(self) -> None:
        """Begin to post, a few times a second."""
        self._thread.start()

    def post_now(self) -> int:
        """Post what is journalled so far; return how many records were new.

        Raises `LedgerUnavailableError`.
        """
        with self._posting:
            return self._post()

    def close(self) -> bool:
        """Stop, post the rest, and tell whether all of our journal is in the ledger."""
        self._stop.set()
        self._thread.join()
        with self._posting:
            try:
                self._post()
            except LedgerUnavailableError as error:
                _log.warning("%s; the journal is kept and will be posted later", error)
            posted = self._tail is not None and self._tail.offset == self._journal.size
            if self._tail is not None:
                self._tail.close()
            self._drop_ledger()
        return posted

    def _run(self) -> None:
        wait_s = 0.0  # the first time at once: dead workers may have left something
        while not self._stop.wait(wait_s):
            try:
                self.post_now()
            except LedgerUnavailableError:
                wait_s = RETRY_AFTER_S
            else:
                wait_s = EVERY_S

    def _post(self) -> int:
        try:
            self._reserve_ahead()
            if self._ledger is None:
                self._ledger = Ledger(self._path)
            new = self._post_own(self._ledger)
            if time.monotonic() >= self._next_look:
                new += post_abandoned(self._journal.path.parent, self._ledger)
                self._next_look = time.monotonic() + ABANDONED_EVERY_S
            self._after(self._ledger)
        except LedgerUnavailableError as error:
            if self.fault is None:
                _log.warning("%s; answers go on, journalled", error)
            self.fault = error
            self._drop_ledger()
            self._journal.sync()
            raise
        except OSError as error:
            raise LedgerUnavailableError(str(self._path), str(error)) from error
        self.fault = None
        return new

    def _post_own(self, ledger: Ledger) -> int:
        if self._tail is None:
            return 0
        try:
            new = post(self._tail, ledger)
        except (ConflictingEntryError, DamagedJournalError) as error:
            # Only someone else's hand can do that. The file stays for people to look at.
            _log.warning("%s; this journal is no longer posted", error)
            self._tail.close()
            self._tail = None
            return 0
        # Whoever closes us holds the lock and waits: then the journal goes anyway.
        if self._tail.offset > ROOM_BYTES and self._appending.acquire(blocking=False):
            try:
                if self._journal.size == self._tail.offset:
                    self._journal.begin_again()
                    self._tail.rewind()
            finally:
                self._appending.release()
        return new

    def _reserve_ahead(self) -> None:
        """Reserve numbers before they are needed, so that answers seldom wait for the disk."""
        if not self._appending.acquire(blocking=False):
            return  # somebody appends, or closes us: the next time will do
        last = None
        try:
            # On a full disk posting goes on: it is what makes room again.
            with suppress(OSError):
                last = self._journal.announce_ahead()
        finally:
            self._appending.release()
        if last is not None:
            self._journal.confirm(last)

    def _drop_ledger(self) -> None:
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None
