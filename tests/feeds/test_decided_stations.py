"""Decisions of the desk about stations are applied, found again in other versions, and told."""

from __future__ import annotations

from feeds.merge import group_stations
from feeds.station_decisions import DecidedStop, DecisionKind, StationDecision
from tests.feeds.test_stations import DEGREE_M, members, stops_of


def stop(id_: str, name: str, metres: float) -> DecidedStop:
    """Return a stop as it was on the day of a decision."""
    return DecidedStop(id_, name, 48 + metres / DEGREE_M, 7.5)


def decision(
    number: int, kind: DecisionKind, *stops: DecidedStop, name: str = ""
) -> StationDecision:
    """Return a decision of the desk."""
    return StationDecision(number, kind, stops, name, "desk", "2026-06-01T10:00:00+00:00", "why")


STREET = """
    a:1 | Mairie | | 0
    a:2 | Mairie | | 100
    b:1 | Église | | 900
    b:2 | Halles | | 960"""
JOIN, SPLIT, RENAME = DecisionKind.JOIN, DecisionKind.SPLIT, DecisionKind.RENAME


def grouped(street: str, *decisions: StationDecision) -> list[set[str]]:
    """Return the ids of each station's stops."""
    stops = stops_of(street)
    return members(stops, group_stations(stops, decisions))


def test_join_however_far_apart() -> None:
    """Stops that a person joins are one station with all that is joined to them, and it is told."""
    joined = decision(4, JOIN, stop("a:2", "Mairie", 100), stop("b:1", "Église", 900))
    assert grouped(STREET, joined) == [{"a:1", "a:2", "b:1"}, {"b:2"}]
    found = group_stations(stops_of(STREET), [joined])
    assert [(join.one, join.other, join.reason) for join in found.joins] == [
        ("a:2", "b:1", "decided_by_the_desk")
    ]
    (outcome,) = found.decisions
    assert (outcome.number, outcome.state, outcome.station) == (4, "applied", "station:a:1")


def test_split_is_joined_by_nothing() -> None:
    """Stops that a person splits off are a station of their own whatever their names."""
    assert grouped(STREET, decision(1, SPLIT, stop("a:2", "Mairie", 100)))[:2] == [{"a:1"}, {"a:2"}]


def test_split_of_a_parent_station() -> None:
    """Platforms of one GTFS parent can be split."""
    street = "a:1 | Quai 1 | a:P | 0\na:2 | Quai 2 | a:P | 20\na:3 | Quai 3 | a:P | 40"
    apart = decision(1, SPLIT, stop("a:2", "Quai 2", 20), stop("a:3", "Quai 3", 40))
    assert grouped(street, apart) == [{"a:1"}, {"a:2", "a:3"}]


def test_later_decision_holds() -> None:
    """Of two decisions that contradict each other the later one counts."""
    both = stop("a:1", "Mairie", 0), stop("a:2", "Mairie", 100)
    apart, together = decision(1, SPLIT, both[1]), decision(2, JOIN, *both)
    assert grouped(STREET, apart, together)[0] == {"a:1", "a:2"}
    assert grouped(STREET, together, apart)[0] == {"a:1"}


def test_joins_add_up() -> None:
    """Two joins that share a stop make one station of three."""
    first = decision(1, JOIN, stop("a:1", "Mairie", 0), stop("b:1", "Église", 900))
    second = decision(2, JOIN, stop("b:1", "Église", 900), stop("b:2", "Halles", 960))
    assert grouped(STREET, first, second) == [{"a:1", "a:2", "b:1", "b:2"}]


def test_rename() -> None:
    """The station bears the name of the last decision; its stops keep theirs."""
    stops = stops_of(STREET)
    named = [
        decision(number, RENAME, stop("a:1", "Mairie", 0), name=name)
        for number, name in ((1, "Centre"), (2, "Vieux bourg"))
    ]
    found = group_stations(stops, named)
    assert found.name == ["Vieux bourg", "Église", "Halles"]
    assert stops.name[0] == "Mairie"


def test_changed_identifier_is_found_again() -> None:
    """A stop whose id changed is found by its name and place, in its own feed only."""
    apart = decision(1, SPLIT, stop("a:OLD", "MAIRIE", 110))
    found = group_stations(stops_of(STREET), [apart])
    assert found.of_stop.tolist() == [0, 1, 2, 3]
    (outcome,) = found.decisions
    assert [(one.decided, one.now, one.by) for one in outcome.stops] == [
        ("a:OLD", "a:2", "name_and_place")
    ]
    other_feed = decision(1, SPLIT, stop("b:OLD", "Mairie", 110))
    assert grouped(STREET, other_feed)[0] == {"a:1", "a:2"}


def test_identifier_given_to_another_place() -> None:
    """An id that now means another place is not the stop that was meant."""
    street = "a:1 | Mairie | | 0\na:2 | Mairie | | 100\na:9 | Piscine | | 4000"
    apart = decision(1, SPLIT, stop("a:9", "Mairie", 90))
    assert grouped(street, apart) == [{"a:1"}, {"a:2"}, {"a:9"}]


def test_decision_without_its_stops_is_told() -> None:
    """A decision whose stops are gone changes nothing and says so."""
    gone = decision(7, JOIN, stop("a:1", "Mairie", 0), stop("b:X", "Stade", 5000))
    found = group_stations(stops_of(STREET), [gone])
    assert found.of_stop.tolist() == [0, 0, 1, 2]
    (outcome,) = found.decisions
    assert (outcome.state, outcome.station) == ("lost", "")
    assert [(one.now, one.by) for one in outcome.stops] == [("a:1", "id"), ("", "lost")]


def test_decision_that_lost_some_of_its_stops() -> None:
    """A decision that still means something is applied to what is left of it, and told so."""
    three = decision(
        7, JOIN, stop("a:1", "Mairie", 0), stop("b:1", "Église", 900), stop("b:X", "Stade", 5000)
    )
    found = group_stations(stops_of(STREET), [three])
    assert found.of_stop.tolist() == [0, 0, 0, 1]
    assert found.decisions[0].state == "partly"
