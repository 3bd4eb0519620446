"""The public accounts: a month as anyone may read it, kept a minute for the next reader."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from cachetools import LRUCache, TTLCache

from api.accounting import (
    Footprint,
    InvalidMonthError,
    LedgerAbsentError,
    LedgerUnavailableError,
    Member,
    MonthState,
    Place,
    PublicCosts,
    TariffBook,
    euros,
    footprint,
    load_machines,
    read_history,
    read_public_costs,
)
from api.members import members_of
from api.problems import NOT_READY, ApiProblem, invalid_value
from api.words import _
from feeds import Snapshot

_KEPT_S = 60
_MONTHS_KEPT = 12


class CostReader:
    """Reads the months of a ledger for the members of a network. Safe to share by threads."""

    def __init__(self, ledger: str | Path, tariffs: TariffBook, snapshot: Snapshot) -> None:
        self.tariffs = tariffs
        self._ledger = ledger
        self._snapshot = snapshot
        self._months: TTLCache[str, PublicCosts] = TTLCache(_MONTHS_KEPT, _KEPT_S)
        self._closed: LRUCache[str, tuple[Sequence[MonthState], PublicCosts]] = LRUCache(
            _MONTHS_KEPT
        )
        self._lock = Lock()

    def month(self, month: str) -> PublicCosts:
        """Return a month written YYYY-MM, a minute old at most.

        Raises `InvalidMonthError`, `LedgerAbsentError` or `LedgerUnavailableError`.
        """
        with self._lock:  # the second reader waits for the first, and need not read again
            found = self._months.get(month)
            if found is None:
                found = self._months[month] = self._read(month)
        return found

    def _read(self, month: str) -> PublicCosts:
        """Read a month; one that is closed, and was not touched since, only once."""
        if month in self._closed:
            history, found = self._closed[month]
            if read_history(self._ledger, month) == history:
                return found
        found = read_public_costs(self._ledger, self.tariffs, month, self.members, self._places)
        if found.statement.state == "closed":
            self._closed[month] = read_history(self._ledger, month), found
        return found

    def footprint(self, month: str) -> Footprint:
        """Return what the servers emitted in a month that can be read."""
        statement = self.month(month).statement
        return footprint(month, statement.answers, statement.cpu_us, load_machines())

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """The authorities of the network."""
        return members_of(self._snapshot)

    @cached_property
    def _places(self) -> dict[str, Place]:
        communes = self._snapshot.territories.communes
        return {commune.code: Place(commune.name, commune.authority) for commune in communes}


def read_month(reader: CostReader, month: str) -> PublicCosts:
    """Return a month as it is published.

    Raises
    ------
    ApiProblem: the month is none, or there are no accounts to read.

    """
    try:
        return reader.month(month)
    except InvalidMonthError as error:
        expected = _("il faut un mois écrit AAAA-MM, par exemple 2026-11")
        raise invalid_value("month", month, expected) from error
    except LedgerAbsentError as error:
        sentence = _("Aucune réponse n’a encore été comptée. Réessayez dans un instant.")
        raise ApiProblem(NOT_READY, sentence) from error
    except LedgerUnavailableError as error:
        sentence = _("Les comptes ne peuvent pas être lus en ce moment. Réessayez plus tard.")
        raise ApiProblem(NOT_READY, sentence) from error


def costs_response(month: str, costs: PublicCosts) -> dict[str, Any]:
    """Return a month as JSON: nano-euros, and decimal euros for the totals."""
    statement = costs.statement
    return {
        "month": month,
        "state": statement.state,
        "seal": statement.seal,
        "head": statement.head,
        "answers": statement.answers,
        "lost": statement.lost,
        "unit": "nEUR",
        "total": statement.total_neur,
        "totalEuros": euros(statement.total_neur),
        "direct": statement.direct_neur,
        "idle": costs.idle_neur,
        "unattributed": costs.unattributed_neur,
        "perThousandAnswers": costs.per_thousand(statement.total_neur),
        "lines": dict(sorted(statement.lines.items())),
        "tariffs": statement.tariff_versions,
        "rules": statement.rule_versions,
        "payers": [
            {
                "payer": row.payer,
                "name": row.name,
                "answers": row.answers,
                "direct": row.direct_neur,
                "fixed": row.fixed_neur,
                "total": row.total_neur,
                "perInhabitant": row.neur_per_inhabitant,
            }
            for row in costs.payers
        ],
        "unsolved": [asdict(row) for row in costs.unsolved],
    }


def costs_csv(costs: PublicCosts) -> str:
    """Return what each payer bears as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("payer", "name", "answers", "direct_neur", "fixed_neur", "total_eur"))
    for row in costs.payers:
        answers = "" if row.answers is None else row.answers
        total = euros(row.total_neur)
        writer.writerow((row.payer, row.name, answers, row.direct_neur, row.fixed_neur, total))
    return out.getvalue()
