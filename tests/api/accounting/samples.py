"""Tariffs, events and accountants for the tests of accounting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from api.accounting import Accountant, MeteredEvent, Tariff, TariffBook, TariffLine
from api.accounting.record import GENESIS, Record, chained, parse_record
from api.accounting.tariff import Basis
from api.accounting.upkeep import Terms

STRASBOURG = "246700488"
MULHOUSE = "200066009"
NAMES = {STRASBOURG: "Eurométropole de Strasbourg", MULHOUSE: "Mulhouse Alsace Agglomération"}


def line(meter: str, rate_peur: int, per: int, basis: Basis) -> TariffLine:
    """Return a tariff line whose words do not matter."""
    return TariffLine(meter, rate_peur, per, "unit", basis, "hypothesis", "a test")


TARIFF = Tariff(
    "2026-11",
    date(2026, 11, 1),
    (
        line("requests", 300, 1, "always"),
        line("bytes_out", 10, 1, "always"),
        line("cpu_us", 6944, 1000, "no-search"),
        line("searches", 20_833, 1, "search"),
        line("stop_times_read", 20_833, 1_000_000, "search"),
        line("patterns_scanned", 347, 1000, "search"),
        line("rounds", 0, 1, "search"),
    ),
)
BOOK = TariffBook((TARIFF,))


@dataclass
class Clock:
    """A clock that a test moves by hand."""

    now: datetime = datetime(2026, 11, 23, 8, 30, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time it was set to."""
        return self.now

    def advance(self, **step: float) -> None:
        """Move on by a `timedelta`'s arguments."""
        self.now += timedelta(**step)


def accountant(
    ledger: str | Path,
    clock: Callable[[], datetime] | None = None,
    journals: Path | None = None,
    terms: Terms | None = None,
) -> Accountant:
    """Return an accountant with the sample tariff and names."""
    return Accountant(
        ledger, BOOK, NAMES, clock=clock or Clock(), worker="test", journals=journals, terms=terms
    )


def plan_event(**changes: object) -> MeteredEvent:
    """Return the event of a plan from Strasbourg to Mulhouse, with some fields changed."""
    fields: dict[str, object] = {
        "endpoint": "plan",
        "status": 200,
        "channel": "api",
        "cache_hit": False,
        "network_version": "f00d",
        "counters": {"rounds": 4, "patterns_scanned": 345, "stop_times_read": 123_457},
        "cpu_us": 5_321,
        "bytes_out": 23_456,
        "payers": {STRASBOURG: 1, MULHOUSE: 1},
    }
    return MeteredEvent(**(fields | changes))


def events() -> st.SearchStrategy[MeteredEvent]:
    """Any event: with a search or none, with any payers."""
    names = ["rounds", "patterns_scanned", "stop_times_read"]
    payers = [STRASBOURG, MULHOUSE, "non-attribue", "246800726", "200067841"]
    return st.builds(
        plan_event,
        status=st.sampled_from([200, 404, 422, 500]),
        cache_hit=st.booleans(),
        counters=st.dictionaries(st.sampled_from(names), st.integers(0, 10**9)),
        cpu_us=st.integers(0, 10**7),
        bytes_out=st.integers(0, 10**8),
        payers=st.dictionaries(st.sampled_from(payers), st.integers(0, 1000)),
        outcome=st.sampled_from(["", "solved", "unsolved"]),
        robot=st.booleans(),
        operation=st.sampled_from(["", "", "build", "check"]),
        commune=st.sampled_from(["", "67482", "68224"]),
    )


def texts(events: Iterable[MeteredEvent]) -> list[str]:
    """Return the records that charging these events would journal."""
    keeper, found = accountant("nowhere.sqlite"), list[str]()
    keeper._append = lambda record, _at: found.append(record.text) is None  # type: ignore[method-assign]
    for event in events:
        keeper.charge(event)
    return found


def chained_batch(texts: Iterable[str]) -> list[tuple[Record, str]]:
    """Return records with the hashes that a journal would give them."""
    batch, own_hash = [], GENESIS
    for text in texts:
        own_hash = chained(own_hash, text)
        batch.append((parse_record(text), own_hash))
    return batch
