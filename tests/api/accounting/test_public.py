"""What is published of a month tells nothing of fewer than eleven answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.accounting import MeteredEvent, Place, PublicCosts, read_public_costs
from api.accounting.ledger import Ledger
from api.accounting.public import LEAST, ROLLED_UP
from api.accounting.sealing import seal
from tests.api.accounting.samples import BOOK, MULHOUSE, STRASBOURG, plan_event
from tests.api.accounting.test_closing import COSTS, MEMBERS, charge, close

PLACES = {
    "67482": Place("Strasbourg", STRASBOURG),
    "67043": Place("Bischheim", STRASBOURG),
    "67447": Place("Schiltigheim", STRASBOURG),
    "68224": Place("Mulhouse", MULHOUSE),
}


def search(commune: str, *, solved: bool = True, payer: str = STRASBOURG) -> MeteredEvent:
    """Return a search from a commune."""
    outcome = "solved" if solved else "unsolved"
    return plan_event(commune=commune, outcome=outcome, payers={payer: 1})


def published(ledger: Path) -> PublicCosts:
    """Return November as it is published."""
    return read_public_costs(ledger, BOOK, "2026-11", MEMBERS, PLACES)


@settings(max_examples=25)
@given(
    searches=st.lists(
        st.tuples(
            st.sampled_from(sorted(PLACES)),
            st.booleans(),
            st.sampled_from([STRASBOURG, MULHOUSE]),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_nothing_is_told_of_few_answers(
    searches: list[tuple[str, bool, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whoever searched from wherever: each figure that is shown is of eleven answers or more."""
    ledger = tmp_path_factory.mktemp("public") / "ledger.sqlite"
    charge(ledger, [search(code, solved=solved, payer=payer) for code, solved, payer in searches])
    costs = published(ledger)
    for row in costs.unsolved:
        assert row.searches >= LEAST
    for payer in costs.payers:
        if payer.payer in {STRASBOURG, MULHOUSE}:
            assert payer.answers is None or payer.answers >= LEAST
            assert payer.answers is not None or payer.direct_neur == 0
    assert sum(payer.total_neur for payer in costs.payers) == costs.statement.total_neur


def test_small_communes_are_told_together(tmp_path: Path) -> None:
    """Communes of few searches are added up by authority; a sum that is still small is left out."""
    ledger = tmp_path / "ledger.sqlite"
    few = [search("67043")] * 6 + [search("67447", solved=False)] * 6
    charge(ledger, [*few, *[search("67482", solved=False)] * 12, search("68224")])
    assert [
        (row.code, row.name, row.searches, row.unsolved) for row in published(ledger).unsolved
    ] == [
        ("67482", "Strasbourg", 12, 12),
        (STRASBOURG, "Eurométropole de Strasbourg", 12, 6),
    ]


def test_sealing_changes_nothing_of_what_is_published(tmp_path: Path) -> None:
    """Counts are the same before and after the seal that sums them."""
    ledger = tmp_path / "ledger.sqlite"
    charge(ledger, [search("67482", solved=False)] * 12)
    before = published(ledger)
    opened = Ledger(ledger)
    seal(opened, BOOK, "2026-11-24")
    opened.close()
    assert published(ledger).unsolved == before.unsolved
    assert published(ledger).payers == before.payers


def test_a_closed_month_says_what_is_idle_and_whose(tmp_path: Path) -> None:
    """Idle machines, cost per inhabitant and per thousand answers, of the month that is closed."""
    ledger = tmp_path / "ledger.sqlite"
    charge(ledger, [search("67482")] * 12 + [plan_event(payers={"non-attribue": 1})] * 12)
    close(ledger)
    costs = published(ledger)
    assert costs.statement.total_neur == COSTS.total_neur
    assert costs.idle_neur == COSTS.lines[0].amount_neur - costs.statement.direct_neur
    assert costs.per_thousand(COSTS.total_neur) == COSTS.total_neur * 1000 // 24
    unattributed = next(row for row in costs.payers if row.payer == "non-attribue")
    assert costs.unattributed_neur == unattributed.total_neur > 0
    strasbourg = next(row for row in costs.payers if row.payer == STRASBOURG)
    assert strasbourg.neur_per_inhabitant == strasbourg.total_neur // 511_552


def test_few_answers_are_rolled_up(tmp_path: Path) -> None:
    """Payers of few answers show their fixed part alone; their direct part is told together."""
    ledger = tmp_path / "ledger.sqlite"
    charge(ledger, [search("67482")] * 12 + [search("68224", payer=MULHOUSE)] * 3)
    close(ledger)
    rows = {row.payer: row for row in published(ledger).payers}
    assert (rows[MULHOUSE].answers, rows[MULHOUSE].direct_neur) == (None, 0)
    assert rows[MULHOUSE].fixed_neur > 0
    assert rows[ROLLED_UP].direct_neur > 0
    assert rows[STRASBOURG].answers == 12


def test_a_mean_of_few_answers_is_not_told(tmp_path: Path) -> None:
    """Ten answers have no cost per thousand."""
    ledger = tmp_path / "ledger.sqlite"
    charge(ledger, [search("67482")] * 10)
    assert published(ledger).per_thousand(10**9) is None
