"""Rules of transfers.txt: the most specific one decides whether and how fast one may change."""

from __future__ import annotations

import numpy as np
import pytest

from planner import InvalidNetworkError, TransferRuleTable, assemble
from tests.support import network as text
from tests.support.network import journeys, parse

CHANGE = """
    T: A 08:00  B 08:10
    U: B 08:15  C 08:30
    V: B 08:20  C 08:40
    W: B 09:00  C 09:10
"""
BY_U = "08:15 B -U- C 08:30   1 transfer"
BY_V = "08:20 B -V- C 08:40   1 transfer"
BY_W = "09:00 B -W- C 09:10   1 transfer"


def change(*rules: str, query: str = "A -> C at 07:50", stations: str = "") -> list[str]:
    """Return how one goes on from B under these rules."""
    network = parse(CHANGE + "\n".join(rules), stations={"B": stations} if stations else None)
    return [line.split(" | ")[-1] for line in journeys(network, query)]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], BY_U),
        (["! B B * * 8min"], BY_V),
        (["! B B T * 8min"], BY_V),
        (["! B B * U never"], BY_V),
        (["! B B T U never", "! B B T V never"], BY_W),
        (["! B B T.1 U.1 never"], BY_V),
        (["! B B * * never", "! B B T U walk"], BY_U),
        (["! B B T * 30min", "! B B T.1 * 8min"], BY_V),
        (["! B B T.1 * never", "! B B T.1 U 2min"], BY_U),
        (["! B B T.1 U never", "! B B T.1 U.1 timed"], BY_U),
        (["! B B T.1 * timed", "! B B T U never"], BY_U),
        (["! B B * U 8min", "! B B T * 5min"], BY_U),
        (["B ~6min~ B", "! B B T U timed"], BY_U),
        (["B ~6min~ B", "! B B T U walk"], BY_V),
    ],
)
def test_the_most_specific_rule_decides(rules: list[str], expected: str) -> None:
    """Trips stand above lines, lines above stops; a rule says how long, or never."""
    assert change(*rules) == [expected]


def test_a_stop_stands_above_its_station() -> None:
    """A rule that names the stop beats one that names its station, whatever their order."""
    station, stop = "! [S] [S] * * never", "! B B * * 8min"
    assert change(station, stop, stations="S") == [BY_V]
    assert change(stop, station, stations="S") == [BY_V]
    assert change(station, stations="S") == []


def test_no_change_at_a_stop_still_lets_one_start_and_end_there() -> None:
    """Forbidden changes at a stop are not forbidden boardings or alightings."""
    network = parse(CHANGE + "! B B * * never")
    assert journeys(network, "A -> B at 07:50") == ["08:00 A -T- B 08:10   0 transfers"]
    assert journeys(network, "B -> C at 08:12") == ["08:15 B -U- C 08:30   0 transfers"]
    assert journeys(network, "A -> C at 07:50") == []


def test_rules_are_one_way() -> None:
    """A rule from B to X says nothing of the way from X to B."""
    network = parse("""
        T: A 08:00  B 08:10
        U: X 08:20  C 08:30
        V: C 08:00  X 08:10
        W: B 08:20  A 08:30
        B ~2min~ X
        ! B X * * never
    """)
    assert journeys(network, "A -> C at 07:50") == []
    assert journeys(network, "C -> A at 07:50") == [
        "08:00 C -V- X 08:10 | 08:10 X ~~ B 08:12 | 08:20 B -W- A 08:30   1 transfer"
    ]


def test_a_rule_of_lines_opens_a_footpath_for_them_alone() -> None:
    """A rule between two stops that no footpath joins lets the lines it names change there."""
    network = parse("""
        T: A 08:00  B 08:10
        Z: Y 08:00  B 08:10
        U: X 08:20  C 08:30
        ! B X T U 4min
    """)
    assert journeys(network, "A -> C at 07:50") == [
        "08:00 A -T- B 08:10 | 08:10 B ~~ X 08:14 | 08:20 X -U- C 08:30   1 transfer"
    ]
    assert journeys(network, "Y -> C at 07:50") == []


def test_rules_hold_when_arriving_by_a_time() -> None:
    """The mirrored day changes by the same rules."""
    assert change("! B B T U never", query="A -> C by 08:45") == [BY_V]
    assert change("! B B * U 5min", query="A -> C by 08:35") == [BY_U]


def test_only_named_stops_are_split() -> None:
    """A network without rules on lines or trips has one node per stop."""
    assert parse(CHANGE + "! B B * * 8min").n_nodes == 3
    assert parse(CHANGE + "! B B T U never").n_nodes == 5


def test_a_rule_that_names_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule with a stop, line or trip out of range is an error that says which."""
    one = np.array([0], dtype=np.int32)
    byte = np.array([0], dtype=np.int8)
    for column, name in ((0, "stop"), (3, "line"), (4, "trip")):
        columns = [one, one, one, one, one, one, byte, one, byte, byte]
        columns[column] = np.array([99], dtype=np.int32)
        table = TransferRuleTable(*columns)
        monkeypatch.setattr(text, "assemble", lambda *tables, t=table: assemble(*tables[:5], t))
        with pytest.raises(InvalidNetworkError, match=f"names a {name} outside"):
            parse(CHANGE)
