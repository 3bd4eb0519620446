"""What nobody pays: told once a month, when it is more than a threshold of enough answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.accounting import UNATTRIBUTED, MeteredEvent
from api.accounting.alerts import AnyAlert
from api.accounting.unattributed import LEAST_ANSWERS, Unattributed
from api.accounting.upkeep import Terms
from tests.api.accounting.rows import table_rows
from tests.api.accounting.samples import BOOK, STRASBOURG, Clock, accountant, plan_event

PAID = plan_event(payers={STRASBOURG: 1})
LOST = plan_event(payers={UNATTRIBUTED: 1})
HALF = plan_event(payers={STRASBOURG: 1, UNATTRIBUTED: 1})


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Return where the ledger will be."""
    return tmp_path / "ledger.sqlite"


def told_of(
    ledger: Path, clock: Clock, events: Iterable[MeteredEvent], threshold_pct: int
) -> list[AnyAlert]:
    """Return the alerts that a worker tells when it has charged events and looked twice."""
    told: list[AnyAlert] = []
    terms = Terms(unattributed_alert_pct=threshold_pct, deliver=[told.append])
    keeper = accountant(ledger, clock, terms=terms)
    for event in events:
        keeper.charge(event)
    for _ in range(2):
        clock.advance(minutes=2)
        keeper.settle()
    keeper.close()
    return told


@pytest.mark.parametrize(
    ("lost", "paid", "threshold_pct", "expected"),
    [(11, 89, 10, 1), (9, 91, 10, 0), (10, 89, 10, 0), (100, 0, 0, 0), (0, 200, 1, 0)],
)
def test_the_threshold_decides(
    ledger: Path, lost: int, paid: int, threshold_pct: int, expected: int
) -> None:
    """At the threshold it is told, once; not below it, nor of fewer than a hundred answers."""
    found = told_of(ledger, Clock(), [LOST] * lost + [PAID] * paid, threshold_pct)
    assert len(found) == len(table_rows(ledger, "alerts")) == expected


def test_it_is_told_once_a_month_whoever_looks(ledger: Path) -> None:
    """Another worker does not repeat it; the next month may have its own."""
    clock = Clock(datetime(2026, 11, 29, 8, tzinfo=UTC))
    assert len(told_of(ledger, clock, [LOST] * LEAST_ANSWERS, 50)) == 1
    assert told_of(ledger, clock, [LOST], 50) == []
    clock.advance(days=3)
    assert told_of(ledger, clock, [PAID], 50) == []
    (told,) = told_of(ledger, clock, [LOST] * LEAST_ANSWERS, 50)
    content = json.loads(told.as_json())
    assert (content["basis"], content["month"]) == ("unattributed", "2026-12")
    assert 0 < content["unattributed_neur"] < content["direct_neur"]


def test_what_is_new_is_added_to_what_was_seen(ledger: Path) -> None:
    """Looking often gives what looking once does, sealed days included."""
    clock, watched = Clock(), None
    for hours in (0, 5, 30):
        clock.advance(hours=hours)
        told_of(ledger, clock, [HALF, PAID], 0)
        watched = watched or Unattributed(ledger, BOOK, "2026-11")
        watched.look()
    once = Unattributed(ledger, BOOK, "2026-11")
    once.look()
    assert watched is not None
    assert (watched.answers, watched.cost_neur) == (once.answers, once.cost_neur)
    assert once.answers == 6
    assert watched.unattributed_neur == once.unattributed_neur > 0
