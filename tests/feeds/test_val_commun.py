"""The imaginary region, built: what was put in on purpose is in the network."""

from __future__ import annotations

from datetime import date

import pytest

from feeds import NO_COMMUNE, Snapshot
from planner import FOOTPATH_RULE, day_number
from tests.feeds.conftest import TODAY
from tests.feeds.places import journeys, names_of_station, station_name, stations_named


def test_four_operators_without_a_problem(val_commun: Snapshot) -> None:
    """The generator writes feeds in which nothing is left out, and that hold today."""
    feeds = val_commun.manifest.feeds
    assert [feed.id for feed in feeds] == ["urbain", "valbus", "ferval", "taxibus"]
    assert [feed.n_problems for feed in feeds] == [0, 0, 0, 0]
    assert all(feed.first_date <= TODAY <= feed.last_date for feed in feeds)
    assert not val_commun.manifest.replayed


def test_gare_de_valmont_is_one_station(val_commun: Snapshot) -> None:
    """Tram, coach and train stops of the main station are one, called as the railway calls it."""
    network = val_commun.network
    names = names_of_station(network, "ferval:gare-de-valmont-1")
    assert names == {"Gare centrale", "Gare routière", "Gare de Valmont"}
    assert station_name(network, "ferval:gare-de-valmont-1") == "Gare de Valmont"


def test_saint_maur_is_one_station(val_commun: Snapshot) -> None:
    """The bus calls it Saint-Maur Gare, the railway Saint-Maur-le-Pont."""
    names = names_of_station(val_commun.network, "ferval:saint-maur-le-pont-1")
    assert names == {"Saint-Maur Gare", "Saint-Maur-le-Pont"}


@pytest.mark.parametrize("name", ["Mairie", "Église"])
def test_villages_keep_their_own(val_commun: Snapshot, name: str) -> None:
    """Stops of one name in several villages are as many stations."""
    stations = stations_named(val_commun.network, name)
    assert len(stations) >= 3
    villages = [{id_.split(":")[1].rsplit("-", 2)[0] for id_ in ids} for ids in stations]
    assert len(set.union(*villages)) == sum(map(len, villages))


def test_no_station_is_a_street(val_commun: Snapshot) -> None:
    """Few names make one station: only at railways and where operators meet."""
    network = val_commun.network
    most = max(
        len({network.stop_name[int(stop)] for stop in network.stops_of_station(station)})
        for station in range(len(network.station_id))
    )
    assert most == 3


def test_shuttle_runs_every_twelve_minutes(val_commun: Snapshot) -> None:
    """Line C has no timetable: each departure of its frequency is a trip."""
    network = val_commun.network
    ids = [id_ for id_ in network.trip_id if "@" in id_]
    line = {
        int(network.trip_line[number]) for number, id_ in enumerate(network.trip_id) if "@" in id_
    }
    assert [network.line_id[number] for number in line] == ["urbain:C"]
    clocks = sorted({id_.split("@")[1] for id_ in ids})
    minutes = [int(clock[:2]) * 60 + int(clock[3:5]) for clock in clocks]
    assert set(map(int.__sub__, minutes[1:], minutes)) <= {12, 24}


def test_way_across_the_tracks_is_forbidden(val_commun: Snapshot) -> None:
    """At Valmont-Les Prairies one cannot walk from one platform to the other."""
    network = val_commun.network
    one = network.stop_id.find("ferval:valmont-les-prairies-1")
    two = network.stop_id.find("ferval:valmont-les-prairies-2")
    assert one is not None
    assert two is not None
    start, end = network.footpaths_start[one], network.footpaths_start[one + 1]
    reached = network.footpath_to[start:end].tolist()
    assert one in reached
    assert two not in reached


def test_times_to_change_at_the_main_station(val_commun: Snapshot) -> None:
    """Between platforms of Gare de Valmont the operator's times hold, not estimates."""
    network = val_commun.network
    one = network.stop_id.find("ferval:gare-de-valmont-1")
    two = network.stop_id.find("ferval:gare-de-valmont-2")
    assert one is not None
    start, end = network.footpaths_start[one], network.footpaths_start[one + 1]
    walk = start + network.footpath_to[start:end].tolist().index(two)
    assert network.footpath_kind[walk] == FOOTPATH_RULE
    assert network.footpath_s[walk] % 10 == 0
    assert network.footpath_s[walk] >= 180


def test_only_the_halt_over_the_border_is_in_no_commune(val_commun: Snapshot) -> None:
    """Every stop has the commune it lies in, but for the one in another country."""
    network = val_commun.network
    outside = {
        network.stop_name[stop]
        for stop, commune in enumerate(val_commun.stop_commune.tolist())
        if commune == NO_COMMUNE
    }
    assert outside == {"Col-de-Bréchet-Frontière"}


def test_vehicles_go_on_as_another_line(val_commun: Snapshot) -> None:
    """Trips of one block share a number, and some change line on the way."""
    network = val_commun.network
    lines: dict[int, set[int]] = {}
    for block, line in zip(network.trip_block.tolist(), network.trip_line.tolist(), strict=True):
        if block >= 0:
            lines.setdefault(block, set()).add(line)
    assert any(len(of_block) > 1 for of_block in lines.values())


def test_examples_have_journeys(val_commun: Snapshot) -> None:
    """Each example of the region file leads somewhere on a working morning."""
    for example in val_commun.manifest.examples:
        found = journeys(
            val_commun.network, example.from_id, example.to_id, TODAY, "07:00", window_s=4 * 3600
        )
        assert found, example.title


def test_no_bus_in_the_small_town_on_sunday(val_commun: Snapshot) -> None:
    """Most lines of Valbus do not run on Sundays."""
    network = val_commun.network
    active = network.services_on(day_number(date(2026, 11, 29)))
    assert active is not None
    valbus = [
        active[int(network.trip_service[trip])]
        for trip, id_ in enumerate(network.trip_id)
        if id_.startswith("valbus:")
    ]
    assert sum(valbus) < len(valbus) / 4
