"""What maps show of a feed or a network, and where problems are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from feeds.inspect import inspect_feed
from feeds.sketch import Way, sketch_of, sketch_of_network
from tests.feeds.small_feed import GOOD, checked, replaced, write_zip
from tests.support.snapshots import two_towns_network

TODAY = date(2026, 6, 10)


def test_every_stretch_is_drawn_once(tmp_path: Path) -> None:
    """Two trips ride the same way: its stretches are there once, its stops by name."""
    feed, _log = checked(tmp_path)
    sketch = sketch_of(feed)
    stretches = list(zip(sketch.start.tolist(), sketch.end.tolist(), strict=True))
    assert stretches == [(0, 1), (1, 2)]
    assert sketch.name == ("Alpha", "Beta", "Gamma")
    assert sketch.way.tolist() == [Way.ROAD, Way.ROAD]
    assert sketch.served.all()


def test_trains_and_trams_ride_on_their_own_ways(tmp_path: Path) -> None:
    """The type of a line says on what it rides."""
    for route_type, way in (("0", Way.TRACK), ("2", Way.RAIL), ("900", Way.TRACK)):
        routes = replaced("routes", (",3,", f",{route_type},"))
        feed, _log = checked(tmp_path, routes=routes)
        assert set(sketch_of(feed).way.tolist()) == {way}


def test_a_network_is_drawn_like_a_feed() -> None:
    """Stops of the feeds asked for, stretches whose ends are both there."""
    network = two_towns_network()
    whole = sketch_of_network(network)
    assert len(whole.lat) == network.n_stops
    names = {
        tuple(sorted((whole.name[a], whole.name[b])))
        for a, b in zip(whole.start.tolist(), whole.end.tolist(), strict=True)
    }
    assert ("Gare de l’Ouest", "Place du Marché") in names
    none = sketch_of_network(network, frozenset())
    assert len(none.lat) == len(none.start) == 0


def test_problems_are_at_the_stop_they_name(tmp_path: Path) -> None:
    """A row of stops.txt or stop_times.txt is at its stop, a trip at its first one."""
    calls = replaced("stop_times", ("BAD,11:10:00,11:11:00", "BAD,10:50:00,10:51:00"))
    trips = GOOD["trips"] + "\nL,W,EMPTY,Gamma"
    stops = replaced("stops", ("B,Beta", "B, Beta"))
    path = write_zip(tmp_path / "x.zip", stop_times=calls, trips=trips, stops=stops)
    inspection = inspect_feed(path, TODAY)
    where = {
        problem.rule: place
        for problem, place in zip(inspection.problems, inspection.places, strict=True)
    }
    back = "stop_time_with_arrival_before_previous_departure_time"
    assert where[back] is not None
    assert where["leading_or_trailing_whitespaces"] == (48.51, 7.71)
    assert where["missing_stop_times_record"] is None
    assert where["fares_absent"] is None


def test_a_refused_feed_has_no_map(tmp_path: Path) -> None:
    """What cannot be read cannot be drawn."""
    (tmp_path / "x.zip").write_bytes(b"<html>")
    inspection = inspect_feed(tmp_path / "x.zip", TODAY)
    assert inspection.sketch is None
    assert inspection.places == ()


def test_a_stop_without_a_place_is_nowhere(tmp_path: Path) -> None:
    """Coordinates 0, 0 or outside of the globe are no place on a map."""
    for lat_lon in ("0,0", "95,7.71", "x,7.71"):
        stops = replaced("stops", ("48.51,7.71", lat_lon))
        inspection = inspect_feed(write_zip(tmp_path / "x.zip", stops=stops), TODAY)
        of_stops = [
            place
            for problem, place in zip(inspection.problems, inspection.places, strict=True)
            if problem.file == "stops.txt" and problem.line == 3
        ]
        assert of_stops
        assert all(place is None for place in of_stops)
