"""The real feeds of Alsace, built and searched, against their rows read by the csv module."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from feeds import Snapshot
from planner import Journey, Ride, date_of, day_number, service_midnight_s
from tests.feeds.conftest import TODAY
from tests.feeds.places import ZONE, journeys, names_of_station, station_name
from tests.feeds.raw_gtfs import RawGtfs

pytestmark = pytest.mark.real_data

FILES = {
    "cts": "cts_strasbourg_2026.zip",
    "solea": "solea_mulhouse_2026.zip",
    "ter": "sncf_ter_202501.zip",
}
HOMME_DE_FER = "cts:HOFER_04"
PORTE_HAUTE = "solea:place_PTH"


@pytest.fixture(scope="module")
def raw(real_data: Path) -> dict[str, RawGtfs]:
    """Return the three feeds as they are written."""
    return {id_: RawGtfs(real_data / "alsace" / file) for id_, file in FILES.items()}


@pytest.fixture(scope="module")
def morning(alsace: Snapshot) -> tuple[Journey, ...]:
    """Return the journeys of a working morning from Strasbourg to Mulhouse, tram to tram."""
    return journeys(alsace.network, HOMME_DE_FER, PORTE_HAUTE, TODAY, "06:30", window_s=3 * 3600)


def feed_of(snapshot: Snapshot, ride: Ride) -> str:
    """Return the feed of a ride."""
    return snapshot.network.trip_id[ride.trip].split(":", 1)[0]


def real_date(snapshot: Snapshot, feed_id: str, service_day: int) -> date:
    """Return the date of the real timetable that is shown on a service day."""
    (credit,) = [feed for feed in snapshot.manifest.feeds if feed.id == feed_id]
    assert credit.replayed_monday is not None
    assert credit.replayed_monday.weekday() == 0
    return credit.replayed_monday + timedelta(days=date_of(service_day).weekday())


def clock(seconds: int) -> str:
    """Write seconds as GTFS does."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def assert_is_in_the_rows(snapshot: Snapshot, raw: dict[str, RawGtfs], ride: Ride) -> None:
    """Check a ride: its trip runs that real day and calls there, then, in that order."""
    network = snapshot.network
    feed_id, trip_id = network.trip_id[ride.trip].split(":", 1)
    gtfs = raw[feed_id]
    assert trip_id in gtfs.trips_on(real_date(snapshot, feed_id, ride.service_day))
    midnight_s = service_midnight_s(ride.service_day, ZONE)
    boarding = {
        "stop_id": network.stop_id[ride.from_stop].split(":", 1)[1],
        "departure_time": clock(ride.departure_s - midnight_s),
    }
    alighting = {
        "stop_id": network.stop_id[ride.to_stop].split(":", 1)[1],
        "arrival_time": clock(ride.arrival_s - midnight_s),
    }
    calls = gtfs.calls[trip_id]
    boards = [n for n, row in enumerate(calls) if boarding.items() <= row.items()]
    alights = [n for n, row in enumerate(calls) if alighting.items() <= row.items()]
    assert boards, (trip_id, boarding)
    assert alights, (trip_id, alighting)
    assert boards[0] < alights[-1]
    assert calls[boards[0]]["pickup_type"] != "1"
    assert calls[alights[-1]]["drop_off_type"] != "1"
    line = network.line_id[int(network.trip_line[ride.trip])]
    assert line == f"{feed_id}:{gtfs.trips[trip_id]['route_id']}"


def test_no_feed_is_refused_and_no_row_left_out(alsace: Snapshot) -> None:
    """The three feeds are valid: nothing in them is left out."""
    assert [feed.id for feed in alsace.manifest.feeds] == list(FILES)
    assert [feed.n_problems for feed in alsace.manifest.feeds] == [0, 0, 0]


def test_counts_are_those_of_the_files(alsace: Snapshot, raw: dict[str, RawGtfs]) -> None:
    """Trips and calls of the two cities are counted as in their files; of TER what is inside."""
    credits_ = {feed.id: feed for feed in alsace.manifest.feeds}
    for feed_id in ("cts", "solea"):
        assert credits_[feed_id].n_trips == len(raw[feed_id].trips)
        assert credits_[feed_id].n_stop_times == sum(map(len, raw[feed_id].calls.values()))
    bounds = alsace.manifest.bounds
    inside = {
        row["stop_id"]
        for row in raw["ter"].rows("stops")
        if bounds.contains(float(row["stop_lat"]), float(row["stop_lon"]))
    }
    calls = [sum(row["stop_id"] in inside for row in calls) for calls in raw["ter"].calls.values()]
    assert credits_["ter"].n_trips == sum(n >= 2 for n in calls)
    assert credits_["ter"].n_stop_times == sum(n for n in calls if n >= 2)


def test_replayed_weeks_are_real_and_shared(alsace: Snapshot) -> None:
    """The two cities, of the same spring, show the same week; TER shows one of its own year."""
    cts, solea, ter = alsace.manifest.feeds
    assert cts.replayed_monday == solea.replayed_monday
    for feed in (cts, solea, ter):
        assert feed.replayed_monday is not None
        assert feed.first_date <= feed.replayed_monday
        assert feed.replayed_monday + timedelta(days=6) <= feed.last_date


@pytest.mark.parametrize("weekday", range(7))
def test_trips_of_a_day_are_those_of_the_real_one(
    alsace: Snapshot, raw: dict[str, RawGtfs], weekday: int
) -> None:
    """On any day each city runs exactly the trips of the real day that is shown."""
    network = alsace.network
    day = day_number(TODAY) + weekday
    active = network.services_on(day)
    assert active is not None
    for feed_id in ("cts", "solea"):
        shown = {
            id_.split(":", 1)[1]
            for trip, id_ in enumerate(network.trip_id)
            if id_.startswith(f"{feed_id}:") and active[int(network.trip_service[trip])]
        }
        assert shown == raw[feed_id].trips_on(real_date(alsace, feed_id, day))


def test_from_tram_to_tram_by_train(alsace: Snapshot, morning: tuple[Journey, ...]) -> None:
    """From Strasbourg to Mulhouse: to the station by CTS or on foot, by TER, on by Soléa."""
    assert morning
    used = [[feed_of(alsace, ride) for ride in journey.rides] for journey in morning]
    assert all("ter" in feeds for feeds in used)
    assert any(feeds[0] == "cts" and feeds[-1] == "solea" for feeds in used)
    assert all(set(feeds) <= set(FILES) for feeds in used)


def test_journey_times_are_plausible(morning: tuple[Journey, ...]) -> None:
    """The 110 km take one to two hours and a half with the changes."""
    durations_min = [(j.arrival_s - j.departure_s) // 60 for j in morning]
    assert 60 <= min(durations_min) <= max(durations_min) <= 150


def test_every_ride_is_in_the_rows(
    alsace: Snapshot, raw: dict[str, RawGtfs], morning: tuple[Journey, ...]
) -> None:
    """Each ride of each journey agrees with the operator's rows: trip, day, stops, times."""
    rides = [ride for journey in morning for ride in journey.rides]
    assert {feed_of(alsace, ride) for ride in rides} == set(FILES)
    for ride in rides:
        assert_is_in_the_rows(alsace, raw, ride)


@pytest.mark.parametrize(
    ("from_id", "to_id", "day", "clock_"),
    [
        ("ter:StopArea:OCE87182014", HOMME_DE_FER, date(2026, 11, 28), "10:00"),
        (HOMME_DE_FER, "cts:KEBAH_03", date(2026, 11, 29), "00:10"),
        (PORTE_HAUTE, HOMME_DE_FER, date(2026, 11, 29), "17:00"),
    ],
)
def test_rides_of_other_days_are_in_the_rows(
    alsace: Snapshot,
    raw: dict[str, RawGtfs],
    from_id: str,
    to_id: str,
    day: date,
    clock_: str,
) -> None:
    """So do those of a Saturday, of a night and of a Sunday."""
    found = journeys(alsace.network, from_id, to_id, day, clock_)
    assert found
    for journey in found:
        for ride in journey.rides:
            assert_is_in_the_rows(alsace, raw, ride)


@pytest.mark.parametrize(
    ("stop", "name", "members"),
    [
        ("cts:GACEN_01", "Strasbourg", {"Gare Centrale", "Strasbourg"}),
        ("solea:place_GAR", "Mulhouse", {"Gare Centrale", "Mulhouse", "Mulhouse Gare Centrale"}),
        ("solea:3010", "Porte Haute", {"Porte Haute", "Mulhouse Porte Haute"}),
        ("cts:KRIMM_07", "Krimmeri Meinau", {"Krimmeri Meinau", "Krimmeri Stade de la Meinau"}),
        ("cts:KEBAH_03", "Kehl", {"Kehl", "Kehl Bahnhof"}),
    ],
)
def test_stations_that_operators_share(
    alsace: Snapshot, stop: str, name: str, members: set[str]
) -> None:
    """City and railway call at one place, under names that differ."""
    network = alsace.network
    stops = network.stops_of_place(stop)
    assert stops is not None
    id_ = network.stop_id[int(stops[0])]
    assert members <= names_of_station(network, id_)
    assert station_name(network, id_) == name


@pytest.mark.parametrize(
    ("stop", "names"),
    [
        ("cts:HOFER_04", {"Homme de Fer"}),
        ("solea:317", {"Illzach Mairie"}),
        ("solea:5117", {"Anvers"}),
    ],
)
def test_stations_of_their_own(alsace: Snapshot, stop: str, names: set[str]) -> None:
    """Neighbours, and a stop whose parent was given by mistake, stay apart."""
    assert names_of_station(alsace.network, stop) == names


def test_no_station_is_a_street(alsace: Snapshot) -> None:
    """No station has more than a few dozen stops or names."""
    network = alsace.network
    sizes = [len(network.stops_of_station(station)) for station in range(len(network.station_id))]
    assert max(sizes) <= 20


def test_names_in_capitals_are_readable(alsace: Snapshot) -> None:
    """Soléa writes in capitals, the page does not."""
    network = alsace.network
    names = {
        network.stop_name[stop]
        for stop in range(network.n_stops)
        if network.stop_id[stop].startswith("solea:")
    }
    assert {"Porte Haute", "Place de Thiers", "Chateau d'Eau", "Vieux Thann ZI"} <= names
    assert not any(name.isupper() for name in names)


def test_train_numbers_are_no_headsigns(alsace: Snapshot) -> None:
    """A train shows where it goes; its number is its short name."""
    network = alsace.network
    ter = [n for n, id_ in enumerate(network.trip_id) if id_.startswith("ter:")]
    headsigns = {network.headsign[int(network.trip_headsign[n])] for n in ter}
    numbers = {network.headsign[int(network.trip_short_name[n])] for n in ter}
    assert "Mulhouse" in headsigns
    assert not any(headsign.isdigit() for headsign in headsigns)
    assert all(number.isdigit() for number in numbers)


def test_communes_of_well_known_stops(alsace: Snapshot) -> None:
    """Homme de Fer is in Strasbourg, Porte Haute in Mulhouse, Kehl in no French commune."""
    network = alsace.network
    found = {}
    for id_ in ("cts:HOFER_04", "solea:3010", "cts:KEBAH_03"):
        stop = network.stop_id.find(id_)
        assert stop is not None
        commune = int(alsace.stop_commune[stop])
        found[id_] = alsace.territories.communes[commune].name if commune >= 0 else None
    assert found == {"cts:HOFER_04": "Strasbourg", "solea:3010": "Mulhouse", "cts:KEBAH_03": None}


def test_tram_train_is_shown_once(alsace: Snapshot, alsace_problems: dict[str, Any]) -> None:
    """The tram-train of Mulhouse stands in two feeds; the railway's copy is dropped and told."""
    (overlap,) = [one for one in alsace_problems["overlaps"] if one["feeds"] == ["solea", "ter"]]
    assert overlap["trips_per_day"] == 96.0
    assert overlap["shared_trips"] == 263
    names = {trip["to_name"] for trip in overlap["trips"]}
    assert "Thann Saint-Jacques" in names
    assert {trip["kept"].split(":")[0] for trip in overlap["trips"]} == {"solea"}
    assert max(trip["difference_s"] for trip in overlap["trips"]) <= 105
    assert overlap["conflicting_trips"] == 37
    (call,) = overlap["conflicts"][0]["conflicts"]
    assert (call["place"]["name"], call["kept_s"] - call["dropped_s"]) == ("Porte Jeune", 105)
    whole_week = [trip for trip in overlap["trips"] if trip["days"] == 7]
    assert all(alsace.network.trip_id.find(trip["dropped"]) is None for trip in whole_week)


def test_railway_and_trams_share_no_trip(alsace_problems: dict[str, Any]) -> None:
    """Strasbourg's trams and the trains share stations only."""
    (overlap,) = [one for one in alsace_problems["overlaps"] if one["feeds"] == ["cts", "ter"]]
    assert overlap["shared_trips"] == 0
    assert len(overlap["stations"]) == 13
