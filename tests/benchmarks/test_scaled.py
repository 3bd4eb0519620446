"""The large imaginary network: valleys that touch, each with ids and times of its own."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from benchmarks.networks import CASES, build_case
from benchmarks.scaled import side_by_side
from feeds import WalkingRules, plain_network
from planner import Network, Offset, Planner, Query, Ride
from tests.feeds.small_feed import checked
from tests.support.network import ZONE

DAY = date(2026, 6, 10)


def valleys(folder: Path, columns: int, rows: int) -> Network:
    """Return copies of a line from Alpha in the south-west to Gamma in the north-east."""
    feed, _ = checked(folder)
    return plain_network(side_by_side([feed], "x", columns, rows), WalkingRules())


def rides(network: Network, from_id: str, to_id: str, hour: int) -> list[tuple[str, str]]:
    """Return where the earliest journey boards and alights."""
    ids = list(network.stop_id)
    origin, destination = ((Offset(ids.index(id_), 0),) for id_ in (from_id, to_id))
    at = datetime(DAY.year, DAY.month, DAY.day, hour, tzinfo=ZONE)
    found = Planner(network).search(Query(origin, destination, int(at.timestamp()))).journeys
    return [
        (ids[leg.from_stop], ids[leg.to_stop]) for leg in found[0].legs if isinstance(leg, Ride)
    ]


def test_the_end_of_a_valley_is_the_beginning_of_the_next(tmp_path: Path) -> None:
    """From the first valley to the second one changes at Gamma, which is the next Alpha."""
    network = valleys(tmp_path, 2, 1)
    assert rides(network, "x-0:A", "x-1:C", 9) == [("x-0:A", "x-0:C"), ("x-1:A", "x-1:C")]


def test_the_south_of_a_valley_is_the_north_of_the_one_below(tmp_path: Path) -> None:
    """Two rows of one column: from below one arrives at Alpha of the first row."""
    network = valleys(tmp_path, 1, 2)
    assert rides(network, "x-1:A", "x-0:C", 9) == [("x-1:A", "x-1:C"), ("x-0:A", "x-0:C")]


def test_valleys_run_at_times_of_their_own(tmp_path: Path) -> None:
    """Seven minutes later than the one before; as many stops and trips each."""
    network = valleys(tmp_path, 2, 2)
    assert network.n_stops == 4 * 3
    assert network.n_trips == 4 * 2
    firsts = sorted({int(s) for s in network.departures_s.tolist() if s >= 0})[:4]
    assert firsts == [36_000, 36_420, 36_660, 36_840]


@pytest.mark.parametrize("name", ["val-commun-x4", "val-commun-x36", "val-commun-x400"])
def test_cases_say_how_many_valleys_they_have(name: str) -> None:
    """The name and the product agree; only the largest waits to be asked for."""
    case = next(case for case in CASES if case.name == name)
    assert case.valleys is not None
    assert case.valleys[0] * case.valleys[1] == int(name.rsplit("x", 1)[1])
    assert case.on_request == (name == "val-commun-x400")
    assert case.absent(Path()) == []


def test_four_valleys_are_built(tmp_path: Path) -> None:
    """Four times the trips of the imaginary region, from what its generator writes."""
    case = next(case for case in CASES if case.name == "val-commun-x4")
    built = build_case(case, tmp_path, tmp_path)
    assert built.stop_times > 150_000
    assert Path(built.folder).is_dir()
