"""The accountant: one metered event in, one recorded charge out."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock

from api.accounting.allocation import RULE_VERSION, payers_of, split
from api.accounting.charge import Charge, Share
from api.accounting.entry import Entry, balanced, event_id
from api.accounting.errors import LedgerUnavailableError
from api.accounting.events import UNATTRIBUTED, MeteredEvent
from api.accounting.ledger import Ledger
from api.accounting.pricing import price, round_carrying
from api.accounting.tariff import TariffBook

RETRY_AFTER = timedelta(seconds=10)
"""How long a broken ledger is left alone, so that answers do not each wait for it."""

_UNATTRIBUTED_NAME = "Non attribué"

_log = logging.getLogger(__name__)


class Accountant:
    """Prices, shares and records the events of one worker process.

    ``ledger`` is a path to a SQLite file or a database URL. It is opened at the first charge,
    not here, so an accountant may be made before a worker forks. Safe to share by threads.
    ``authorities`` gives names by SIREN. ``clock`` returns an aware ``datetime``; ``worker``
    names the worker in the ledger, each of its lives apart.
    """

    def __init__(
        self,
        ledger: str | Path,
        tariffs: TariffBook,
        authorities: Mapping[str, str],
        *,
        clock: Callable[[], datetime],
        worker: str,
    ) -> None:
        self._path = ledger
        self._tariffs = tariffs
        self._names = {**authorities, UNATTRIBUTED: _UNATTRIBUTED_NAME}
        self._clock = clock
        self._worker = worker
        self._unpriced: set[str] = set()
        self._lock = Lock()
        self._begin_life()

    def charge(self, event: MeteredEvent) -> Charge:
        """Price an event, share it among its payers and record it before returning.

        Never raises for a ledger out of reach: the charge then says ``recorded=False``, the
        sequence keeps a gap that shows the loss, and `fault` says why.
        """
        at = self._clock()
        with self._lock:
            if self._pid != os.getpid():
                self._begin_life()
            return self._charge(event, at)

    @property
    def fault(self) -> LedgerUnavailableError | None:
        """Why the last charge could not be recorded, or None if it was."""
        return self._fault

    def close(self) -> None:
        """Let go of the ledger. A later charge opens it again."""
        with self._lock:
            self._drop_ledger()

    def _begin_life(self) -> None:
        """Start a sequence of our own: a forked worker must not go on with its parent's."""
        self._pid = os.getpid()
        self._source = f"{self._worker}-{self._pid}-{secrets.token_hex(6)}"
        self._seq = 0
        self._carried_aeur = 0
        self._carried_day = date.min
        self._ledger: Ledger | None = None
        self._fault: LedgerUnavailableError | None = None
        self._retry_at = datetime.min.replace(tzinfo=UTC)

    def _charge(self, event: MeteredEvent, at: datetime) -> Charge:
        day = at.astimezone(UTC).date()
        tariff = self._tariffs.on(day)
        self._warn_of_unpriced(event, tariff.meters)
        lines = price(event, tariff)
        exact_aeur = sum(line.amount_aeur for line in lines)
        carried_aeur = self._carried_aeur if day == self._carried_day else 0
        total_neur, left_aeur = round_carrying(exact_aeur, carried_aeur)
        self._seq += 1
        parts = split(total_neur, payers_of(event.payers), event_id(self._source, self._seq))
        shares = tuple(Share(p, self._names.get(p, p), amount) for p, amount in parts.items())
        entry = Entry(
            source=self._source,
            seq=self._seq,
            at=at,
            event=event,
            cost_neur=total_neur,
            carried_aeur=left_aeur,
            tariff_version=tariff.version,
            rule_version=RULE_VERSION,
            postings=balanced(shares),
        )
        recorded = self._record(entry)
        if recorded:  # the carry of a lost event is lost with it, and its gap in the sequence
            self._carried_aeur, self._carried_day = left_aeur, day
        return Charge(
            entry.event_id, total_neur, lines, shares, tariff.version, RULE_VERSION, recorded
        )

    def _record(self, entry: Entry) -> bool:
        if self._fault is not None and entry.at < self._retry_at:
            return False
        try:
            if self._ledger is None:
                self._ledger = Ledger(self._path)
            self._ledger.record(entry)
        except LedgerUnavailableError as error:
            _log.warning("%s; answers go on, unrecorded", error)
            self._fault = error
            self._retry_at = entry.at + RETRY_AFTER
            self._drop_ledger()
            return False
        self._fault = None
        return True

    def _drop_ledger(self) -> None:
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None

    def _warn_of_unpriced(self, event: MeteredEvent, meters: frozenset[str]) -> None:
        unpriced = event.counters.keys() - meters - self._unpriced
        if unpriced:
            self._unpriced |= unpriced
            _log.warning("counters without a rate, recorded but free: %s", sorted(unpriced))
