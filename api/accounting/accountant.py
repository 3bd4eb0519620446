"""The accountant: one metered event in, one recorded charge out."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from api.accounting.allocation import borne, split
from api.accounting.charge import Charge, Share
from api.accounting.errors import LedgerUnavailableError
from api.accounting.events import OWN_ACCOUNT_NAMES, MeteredEvent
from api.accounting.journal import Journal, journals_beside
from api.accounting.poster import Poster
from api.accounting.pricing import ExactPrices, round_carrying
from api.accounting.record import (
    NOTHING,
    SUPPLY,
    SUPPLY_NAME,
    Record,
    event_id,
    write_counters,
    write_postings,
    write_split,
)
from api.accounting.rules import Rules
from api.accounting.spending import Spending
from api.accounting.tariff import Tariff, TariffBook
from api.accounting.upkeep import Terms, Upkeep

RETRY_AFTER = timedelta(seconds=10)
"""How long a journal that cannot be opened is left alone, so that answers do not each try."""

_log = logging.getLogger(__name__)


class Accountant:
    """Prices, shares and records the events of one worker process.

    ``ledger`` is a path to a SQLite file or a database URL. A charge is appended to the
    worker's journal, in ``journals`` (beside the file by default; a URL needs the folder to be
    given), and a thread takes the journal to the ledger, seals each day and watches the
    budgets. Nothing is opened before the first charge, so an accountant may be made before a
    worker forks. Safe to share by threads. ``authorities`` gives names by SIREN. ``clock``
    returns an aware ``datetime``; ``worker`` names the worker in the ledger, each of its lives
    apart. ``terms`` are the rules, fixed costs and budgets; the shipped files by default.
    """

    def __init__(
        self,
        ledger: str | Path,
        tariffs: TariffBook,
        authorities: Mapping[str, str],
        *,
        clock: Callable[[], datetime],
        worker: str,
        journals: Path | None = None,
        terms: Terms | None = None,
    ) -> None:
        if journals is None and "://" in str(ledger) and not str(ledger).startswith("sqlite"):
            raise ValueError("journals: a ledger named by URL needs a folder for its journals")
        self._ledger = ledger
        self._folder = journals or journals_beside(ledger)
        self._tariffs = tariffs
        self._terms = terms or Terms()
        self._names = {**authorities, **OWN_ACCOUNT_NAMES, SUPPLY: SUPPLY_NAME}
        self._clock = clock
        self._worker = worker
        self._unpriced: set[str] = set()
        self._lock = Lock()
        self._begin_life()

    def charge(self, event: MeteredEvent) -> Charge:
        """Price an event, share it among its payers and journal it before returning.

        Never raises for a journal or a ledger out of reach: if the journal cannot be written
        the charge says ``recorded=False``, the sequence keeps a gap that shows the loss, and
        `fault` says why.
        """
        at = self._clock().astimezone(UTC)
        with self._lock:
            if self._pid != os.getpid():
                if self._journal is not None:
                    self._journal.forget()
                self._begin_life()
            return self._charge(event, at)

    def settle(self) -> int:
        """Take everything journalled so far to the ledger now; return how many were new.

        The thread does the same a few times a second. Raises `LedgerUnavailableError`.
        """
        return self._poster.post_now() if self._poster else 0

    @property
    def fault(self) -> LedgerUnavailableError | None:
        """Why the last charge is not recorded, or why the ledger waits; None if all is well."""
        return self._fault or (self._poster.fault if self._poster else None)

    @property
    def spending(self) -> Spending | None:
        """What each payer owes this year as last seen; None before that, or without budgets."""
        return self._upkeep.spending

    def close(self) -> None:
        """Settle and let go of the journal and the ledger. A later charge opens them again."""
        with self._lock:
            poster, journal = self._poster, self._journal
            if self._pid == os.getpid() and poster is not None and journal is not None:
                journal.close(posted=poster.close())
            self._begin_life()

    def _begin_life(self) -> None:
        """Start a sequence of our own: a forked worker must not go on with its parent's."""
        self._pid = os.getpid()
        self._source = f"{self._worker}-{self._pid}-{secrets.token_hex(6)}"
        self._seq = 0
        self._carried_aeur = 0
        self._carried_day = ""
        self._today: _Today | None = None
        self._journal: Journal | None = None
        self._poster: Poster | None = None
        self._upkeep = Upkeep(self._ledger, self._tariffs, self._terms, self._clock)
        self._fault: LedgerUnavailableError | None = None
        self._retry_at = datetime.min.replace(tzinfo=UTC)

    def _charge(self, event: MeteredEvent, at: datetime) -> Charge:
        today = self._today
        if today is None or today.date != at.date():
            today = self._today = self._on(at.date())
        self._warn_of_unpriced(event, today.tariff.meters)
        exact_aeur = today.prices.of(event.counters, event.cpu_us, event.bytes_out)
        carried_aeur = self._carried_aeur if today.day == self._carried_day else 0
        total_neur, left_aeur = round_carrying(exact_aeur, carried_aeur)
        rule, weights = today.rules.allocate(event)
        self._seq += 1
        identity = event_id(self._source, self._seq)
        parts = split(total_neur, weights, identity)
        bearers = self._upkeep.bearers
        record = Record(
            self._seq,
            "operation" if event.operation else "answer",
            today.day,
            at.hour,
            event.endpoint,
            event.status,
            event.channel,
            int(event.cache_hit),
            event.outcome or NOTHING,
            event.commune or NOTHING,
            event.network_version,
            write_counters(event.counters),
            event.cpu_us,
            event.bytes_out,
            total_neur,
            left_aeur,
            today.tariff.version,
            rule,
            write_split(weights, bearers),
            write_postings(borne(parts, bearers)),
        )
        recorded = self._append(record, at)
        if recorded:  # the carry of a lost event is lost with it, and its gap in the sequence
            self._carried_aeur, self._carried_day = left_aeur, today.day
        shares = tuple(
            [
                Share(payer, self._name(payer), amount, self._bearer(payer, bearers))
                for payer, amount in parts.items()
            ]
        )
        return Charge(
            identity,
            total_neur,
            event,
            today.tariff,
            shares,
            rule,
            recorded,
            today.full_neur,
            today.full_kind,
        )

    def _append(self, record: Record, at: datetime) -> bool:
        try:
            if self._journal is None:
                if self._fault is not None and at < self._retry_at:
                    return False
                self._open()
            assert self._journal is not None
            self._journal.append(record.seq, record.text)
        except OSError as error:
            if self._fault is None:
                _log.warning("journal %s: %s; answers go on, unrecorded", self._folder, error)
            self._fault = LedgerUnavailableError(str(self._folder), str(error))
            self._retry_at = at + RETRY_AFTER
            return False
        self._fault = None
        return True

    def _open(self) -> None:
        journal = Journal(self._folder, self._source, self._names)
        self._poster = Poster(self._ledger, journal, self._lock, self._upkeep.run)
        self._journal = journal
        self._poster.start()

    def _on(self, day: date) -> _Today:
        costs, tariff = self._terms.costs.of(day.isoformat()[:7]), self._tariffs.on(day)
        return _Today(
            day,
            day.isoformat(),
            tariff,
            ExactPrices(tariff),
            self._terms.rules.on(day),
            costs.share_neur,
            costs.kind,
        )

    def _name(self, account: str) -> str:
        return self._names.get(account, account)

    def _bearer(self, payer: str, bearers: Mapping[str, str]) -> str | None:
        return self._name(bearers[payer]) if payer in bearers else None

    def _warn_of_unpriced(self, event: MeteredEvent, meters: frozenset[str]) -> None:
        if event.counters.keys() <= meters:
            return
        unpriced = event.counters.keys() - meters
        if not unpriced <= self._unpriced:
            _log.warning(
                "counters without a rate, recorded but free: %s", sorted(unpriced - self._unpriced)
            )
            self._unpriced |= unpriced


class _Today(NamedTuple):
    """What a day's answers are priced and shared by."""

    date: date
    day: str
    tariff: Tariff
    prices: ExactPrices
    rules: Rules
    full_neur: int
    full_kind: str
