"""The merged network leaves as one GTFS that is checked, read and built into the same network."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import fields
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from feeds import Region, Snapshot, build_region, open_snapshot
from feeds.export import Form, Subject, write_list
from feeds.inspect import inspect_feed
from planner import Network
from tests.feeds.small_feed import GOOD, replaced, write_zip
from tests.feeds.small_region import write_data, write_region

IN_JUNE = date(2026, 6, 10)

SECOND = """
[[feeds]]
id = "y"
operator = "Railway"
file = "y.zip"
licence = "ODbL-1.0"
url = "https://rail.example/y.zip"
page = "https://rail.example"

[territories]"""

BUS = {
    "stops": """
        stop_id,stop_name,stop_lat,stop_lon,parent_station,location_type,wheelchair_boarding
        A,"Alpha, haut",48.5,7.7,P,,
        A2,"Alpha, bas",48.5005,7.7,P,,2
        B,Beta,48.51,7.71,,,1
        C,Gamma,48.52,7.72,,,
        P,Alpha,48.5,7.7,,1,1""",
    "trips": """
        route_id,service_id,trip_id,trip_headsign,block_id,shape_id,direction_id,bikes_allowed
        L,W,GOOD,Gamma,7,S,0,1
        L,W,BAD,Gamma,7,,1,2
        L,W,FREQ,Gamma,,S,,""",
    "stop_times": GOOD["stop_times"]
    + """
        FREQ,06:00:00,06:00:00,A2,1
        FREQ,06:10:00,06:11:00,B,2
        FREQ,06:20:00,06:20:00,C,3""",
    "frequencies": """
        trip_id,start_time,end_time,headway_secs,exact_times
        FREQ,07:00:00,08:00:00,600,0
        FREQ,09:00:00,09:20:00,300,1""",
    "transfers": """
        from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id
        P,B,2,300,
        A,B,2,120,
        B,C,0,,FREQ""",
    "shapes": """
        shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence
        S,48.5,7.7,1
        S,48.507,7.703,2
        S,48.51,7.71,3
        S,48.52,7.72,4""",
}
RAIL = {
    "stops": """
        stop_id,stop_name,stop_lat,stop_lon
        1,GARE DE BETA,48.5101,7.7101
        2,VILLE,48.6,7.75""",
    "trips": """
        route_id,service_id,trip_id,trip_headsign
        L,W,T,4711""",
    "routes": replaced("routes", (",3,", ",2,")),
    "stop_times": """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type
        T,25:00:00,25:00:00,1,5,0,1
        T,25:20:00,25:20:00,2,9,1,0""",
    "calendar": None,
    "calendar_dates": """
        service_id,date,exception_type
        W,20260610,1
        W,20260612,1
        W,20260625,1""",
}


def built(folder: Path, region: Region, data: Path) -> Snapshot:
    """Build a region below a folder and open its network."""
    version = build_region(
        region, data=data, var=folder / "var", today=IN_JUNE, report=lambda _progress: None
    )
    return open_snapshot(folder / "var" / "small" / "networks", version)


@pytest.fixture(scope="module")
def two_feeds(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return the network of a bus and a railway."""
    folder = tmp_path_factory.mktemp("first")
    data = write_data(folder, **BUS)
    write_zip(data / "y.zip", **RAIL)
    return built(folder, write_region(folder, ("\n[territories]", SECOND)), data)


@pytest.fixture(scope="module")
def again(two_feeds: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return the network built from what the first one exports."""
    assert two_feeds.gtfs is not None
    folder = tmp_path_factory.mktemp("second")
    data = write_data(folder)
    (data / "x.zip").write_bytes(two_feeds.gtfs.read_bytes())
    merged = ("\n[territories]", "merged = true\n\n[territories]")
    return built(folder, write_region(folder, merged), data)


def rows(snapshot: Snapshot, table: str) -> list[dict[str, str]]:
    """Return the rows of an exported table."""
    assert snapshot.gtfs is not None
    with zipfile.ZipFile(snapshot.gtfs) as archive:
        text = archive.read(f"{table}.txt").decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_export_passes_our_own_checks(two_feeds: Snapshot) -> None:
    """Nothing of the export is left out or doubtful when it is checked as any other feed."""
    assert two_feeds.gtfs is not None
    inspection = inspect_feed(two_feeds.gtfs, IN_JUNE)
    assert {count.rule for count in inspection.counts if count.severity == "error"} == set()
    assert inspection.sizes["stops"] == two_feeds.network.n_stops


def trips_of(network: Network) -> dict[str, tuple[object, ...]]:
    """Return what travellers know of each trip: line, calls, times, days."""
    days = np.unpackbits(network.service_active, axis=1)
    trips: dict[str, tuple[object, ...]] = {}
    for pattern in range(network.n_patterns):
        stops = [network.stop_id[stop] for stop in network.stops_of_pattern(pattern).tolist()]
        first, end = network.pattern_trips_start[pattern : pattern + 2].tolist()
        for trip in range(first, end):
            arrivals_s, departures_s = network.times_of_trip(trip)
            trips[network.trip_id[trip]] = (
                network.line_id[network.trip_line[trip]],
                network.headsign[network.trip_headsign[trip]],
                stops,
                arrivals_s.tolist(),
                departures_s.tolist(),
                days[:, network.trip_service[trip]].tolist(),
            )
    return trips


def test_export_builds_the_same_network(two_feeds: Snapshot, again: Snapshot) -> None:
    """Stops, stations, lines, trips and changes are those of the first network."""
    one, other = two_feeds.network, again.network
    assert trips_of(one) == trips_of(other)
    of_stops = [field.name for field in fields(one) if field.name.startswith("st")]
    of_stops += [field.name for field in fields(one) if field.name.startswith("foot")]
    for name in sorted(set(of_stops) - {"stop_feed"}):
        assert list(getattr(one, name)) == list(getattr(other, name)), name
    assert list(one.change_s) == list(other.change_s)


def test_export_of_the_export_is_the_same(two_feeds: Snapshot, again: Snapshot) -> None:
    """A network that was merged before is exported byte for byte as it was read."""
    assert two_feeds.gtfs is not None
    assert again.gtfs is not None
    assert again.gtfs.read_bytes() == two_feeds.gtfs.read_bytes()


def test_stations_across_operators_are_parents(two_feeds: Snapshot) -> None:
    """Stops of two operators at one place have one parent station; a stop alone has none."""
    parents = {row["stop_id"]: row["parent_station"] for row in rows(two_feeds, "stops")}
    assert parents["x:B"] == parents["y:1"] != ""
    assert parents["x:A"] == parents["x:A2"] != ""
    assert parents["x:C"] == parents["y:2"] == ""


def test_frequencies_stay_frequencies(two_feeds: Snapshot) -> None:
    """Departures of a headway are one trip with its rows, exact or not as the operator says."""
    assert [tuple(row.values()) for row in rows(two_feeds, "frequencies")] == [
        ("x:FREQ", "07:00:00", "08:00:00", "600", "0"),
        ("x:FREQ", "09:00:00", "09:20:00", "300", "1"),
    ]
    assert [row["trip_id"] for row in rows(two_feeds, "trips")] == [
        *("x:GOOD", "x:BAD", "y:T", "x:FREQ")
    ]


def test_rules_are_spelt_out_for_stops(two_feeds: Snapshot) -> None:
    """A rule that names a station is written for its stops, but where one names the stop."""
    written = {
        (row["from_stop_id"], row["to_stop_id"], row["from_trip_id"]): row["min_transfer_time"]
        for row in rows(two_feeds, "transfers")
    }
    assert written == {
        ("x:A", "x:B", ""): "120",
        ("x:A2", "x:B", ""): "300",
        ("x:B", "x:C", "x:FREQ"): "",
    }


def test_export_credits_every_source(two_feeds: Snapshot) -> None:
    """Each agency is credited to its operator, page and licence; validity is that of the days."""
    credited = [
        (row["agency_id"], row["organization_name"], row["attribution_licence"])
        for row in rows(two_feeds, "attributions")
    ]
    assert credited == [("x:OP", "Operator", "CC0-1.0"), ("y:OP", "Railway", "ODbL-1.0")]
    (info,) = rows(two_feeds, "feed_info")
    assert (info["feed_start_date"], info["feed_end_date"]) == ("20260601", "20260630")


def test_stations_of_operators_lead_to_those_of_the_network(
    two_feeds: Snapshot, again: Snapshot
) -> None:
    """The id that an operator gives to its station is known in the exported network too."""
    assert two_feeds.network.stops_of_place("x:P") is not None
    assert again.former_ids.places["x:P"] == "station:x:A"


def test_days_are_written_short(two_feeds: Snapshot) -> None:
    """A weekly service is a row of calendar.txt, single days are rows of calendar_dates.txt."""
    (weekly,) = rows(two_feeds, "calendar")
    assert weekly["monday"] + weekly["sunday"] + weekly["end_date"] == "1020260630"
    dates = [(row["date"], row["exception_type"]) for row in rows(two_feeds, "calendar_dates")]
    assert dates == [("20260610", "1"), ("20260612", "1"), ("20260625", "1")]


def test_two_clocks_cannot_be_one_gtfs(tmp_path: Path) -> None:
    """Feeds of two time zones are served and not exported: a GTFS has one clock."""
    data = write_data(tmp_path)
    write_zip(data / "y.zip", agency=replaced("agency", ("Europe/Paris", "Europe/London")))
    snapshot = built(tmp_path, write_region(tmp_path, ("\n[territories]", SECOND)), data)
    assert len(snapshot.network.timezone_name) == 2
    assert snapshot.gtfs is None


def test_stops_as_a_table(two_feeds: Snapshot) -> None:
    """Each stop is a row with its station, its lines and whose data it is."""
    text = "".join(write_list(two_feeds, Subject.STOPS, Form.CSV))
    listed = {row["stop_id"]: row for row in csv.DictReader(io.StringIO(text))}
    assert len(listed) == two_feeds.network.n_stops
    beta = listed["y:1"]
    assert beta["station_id"] == listed["x:B"]["station_id"]
    assert (beta["lines"], beta["operator"], beta["licence"]) == ("y:L", "Railway", "ODbL-1.0")
    assert listed["x:A"]["stop_name"] == "Alpha, haut"


def test_lines_on_a_map(two_feeds: Snapshot) -> None:
    """Each line follows its shape, or goes straight from stop to stop; sources stand above."""
    content = json.loads("".join(write_list(two_feeds, Subject.LINES, Form.GEOJSON)))
    assert [one["licence"] for one in content["sources"]] == ["CC0-1.0", "ODbL-1.0"]
    bus, rail = content["features"]
    assert bus["properties"]["route_id"] == "x:L"
    assert [7.703, 48.507] in bus["geometry"]["coordinates"][0]
    assert rail["geometry"]["coordinates"] == [[[7.7101, 48.5101], [7.75, 48.6]]]
    assert rail["properties"]["trips"] == 1


def test_stops_on_a_map_are_points(two_feeds: Snapshot) -> None:
    """Each stop is a point with longitude first."""
    content = json.loads("".join(write_list(two_feeds, Subject.STOPS, Form.GEOJSON)))
    assert content["features"][0]["geometry"] == {"type": "Point", "coordinates": [7.7, 48.5]}
    assert len(content["features"]) == two_feeds.network.n_stops
