"""Shared vehicles: what GBFS documents say, in the versions operators publish."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from feeds import SharedSource, SharedState, SharedSystemError, fetch_documents, read_system
from feeds.shared import read_documents
from feeds.shared.system import UNLIMITED, FormFactor, Propulsion, ReturnRule
from tests.support.gbfs import document, documents, served, station, status

HERE = (48.0, 7.0)


def source(**given: str) -> SharedSource:
    """Return a source of the region file."""
    return SharedSource("velo", "Vélo Ouest", "CC0-1.0", "https://velo.example", **given)


def test_stations_have_vehicles_and_docks() -> None:
    """Station and state are joined by id; without types they are bicycles."""
    given = documents([station("a", HERE), station("b", HERE)], [status("a", 3, 7)], 1000)
    system = read_system("velo", given)
    a, b = system.stations
    assert (a.name, a.available, a.docks) == ("Station a", {"": 3}, 7)
    assert (b.is_renting, b.is_returning) == (False, False)  # nothing is known of it
    assert system.types[""].form_factor is FormFactor.BICYCLE
    assert (system.system_id, system.name) == ("velo", "Vélo Ouest")
    assert (system.updated_s, system.ttl_s) == (1000, 60)


def test_numbers_stand_for_yes_and_no() -> None:
    """Old systems write 1 and 0."""
    row = status("a", 3, 7, is_renting=0, is_returning=1)
    (a,) = read_system("velo", documents([station("a", HERE)], [row])).stations
    assert (a.is_renting, a.is_returning) == (False, True)


def test_free_vehicles_that_are_taken_are_left_out() -> None:
    """Reserved, broken and docked ones cannot be rented; those without place are counted."""
    rows: list[dict[str, Any]] = [
        {"bike_id": "1", "lat": 48.0, "lon": 7.0},
        {"bike_id": "2", "lat": 48.0, "lon": 7.0, "is_reserved": True},
        {"bike_id": "3", "lat": 48.0, "lon": 7.0, "is_disabled": 1},
        {"bike_id": "4", "lat": 48.0, "lon": 7.0, "station_id": "a"},
        {"bike_id": "5"},
    ]
    system = read_system("velo", {"free_bike_status": document({"bikes": rows})})
    assert [vehicle.id for vehicle in system.vehicles] == ["1"]
    assert system.n_problems == 1


def test_a_station_that_is_there_twice_counts_once() -> None:
    """The first one counts, the second is a problem."""
    system = read_system("velo", documents([station("a", HERE), station("a", HERE)], []))
    assert (len(system.stations), system.n_problems) == (1, 1)


def test_version_3_writes_texts_by_language_and_times_as_text() -> None:
    """The French text is taken, and RFC 3339 is read."""
    information = station("a", HERE) | {
        "name": [{"text": "Station", "language": "en"}, {"text": "Gare", "language": "fr"}]
    }
    row = {
        "station_id": "a",
        "num_vehicles_available": 2,
        "vehicle_types_available": [{"vehicle_type_id": "s", "count": 2}],
    }
    kinds = [
        {
            "vehicle_type_id": "s",
            "form_factor": "scooter_standing",
            "propulsion_type": "electric",
            "return_constraint": "free_floating",
        }
    ]
    live = document({"stations": [row]}) | {"last_updated": "2026-06-10T08:00:00+02:00"}
    system = read_system(
        "velo",
        {
            "station_information": document({"stations": [information]}),
            "station_status": live,
            "vehicle_types": document({"vehicle_types": kinds}),
        },
    )
    (a,) = system.stations
    assert (a.name, a.available, a.docks) == ("Gare", {"s": 2}, UNLIMITED)
    kind = system.types["s"]
    assert kind.form_factor is FormFactor.SCOOTER_STANDING
    assert (kind.propulsion, kind.return_rule) == (Propulsion.ELECTRIC, ReturnRule.NONE)
    assert system.updated_s == 1781071200


@pytest.mark.parametrize(
    ("name", "wrong", "told"),
    [
        ("station_status", {"data": []}, "station_status.json: data: must be an object"),
        ("station_status", document({}), "station_status.json: data.stations: must be a list"),
        ("station_status", document({"stations": []}) | {"last_updated": "soon"}, "last_updated"),
        ("geofencing_zones", document({"geofencing_zones": []}), "features: must be a list"),
    ],
)
def test_a_wrong_document_is_refused(name: str, wrong: object, told: str) -> None:
    """The error names the document and the member."""
    given = documents([station("a", HERE)], [status("a", 1, 1)]) | {name: wrong}
    with pytest.raises(SharedSystemError, match=told):
        read_system("velo", given)


def test_a_system_without_vehicles_is_refused() -> None:
    """What lists neither stations nor vehicles is no system."""
    with pytest.raises(SharedSystemError, match="neither station_information"):
        read_system("velo", {"system_information": document({"system_id": "x"})})


def test_documents_are_fetched_from_where_they_are_listed() -> None:
    """Addresses relative to the list work; documents that nobody reads are not fetched."""
    given = documents([station("a", HERE)], [status("a", 1, 1)])
    with served({**given, "system_alerts": b"not read"}) as address:
        fetched = fetch_documents(source(url=address))
    assert set(fetched) == {"gbfs", *given}
    assert read_system("velo", fetched).stations[0].id == "a"


def test_what_is_not_json_is_refused() -> None:
    """The document is named."""
    given = documents([station("a", HERE)], []) | {"station_status": b"<html>"}
    with (
        served(given) as address,
        pytest.raises(SharedSystemError, match=r"station_status\.json: is not JSON"),
    ):
        fetch_documents(source(url=address))


def test_other_schemes_are_refused() -> None:
    """A list that leads to files of the machine is not followed."""
    with pytest.raises(SharedSystemError, match="not an http or https address"):
        fetch_documents(source(url="file:///etc/hostname"))


def test_only_one_process_fetches_at_a_time(tmp_path: Path) -> None:
    """Whoever asks first has the turn for so many seconds."""
    state = SharedState(tmp_path / "velo.json")
    assert state.claim(60)
    assert not state.claim(60)
    assert state.claim(0)


def test_the_last_good_state_is_kept(tmp_path: Path) -> None:
    """What was written is read back; a damaged file is none."""
    state = SharedState(tmp_path / "shared" / "velo.json")
    assert (state.signature(), state.read()) == ((0, 0), None)
    state.write({"gbfs": {}})
    assert state.read() == {"gbfs": {}}
    state.path.write_text("{", "utf-8")
    assert state.read() is None


REAL = {
    "gbfs/gbfs/helsinki": (8, 0),
    "gbfs/gbfs/lillestrombysykkel": (6, 0),
    "gbfs/gbfs/ridecheck/almere": (0, 4),
    "gbfs/gbfs/duplicate-stations-v2": (3, 0),
    "gbfs/gbfs/duplicate-stations-v3": (3, 0),
}


@pytest.mark.real_data
@pytest.mark.parametrize("folder", REAL)
def test_real_systems_are_read(real_data: Path, folder: str) -> None:
    """Versions 1 to 3 of five operators: stations and free vehicles are found."""
    given = source(file=f"{folder}/gbfs.json")
    system = read_system("velo", read_documents(given, real_data))
    assert (len(system.stations), len(system.vehicles)) == REAL[folder]


@pytest.mark.real_data
def test_a_real_system_of_nothing_but_zones_is_refused(real_data: Path) -> None:
    """Tier Oslo's sample has no vehicle."""
    given = source(file="gbfs/gbfs/tieroslo/gbfs.json")
    with pytest.raises(SharedSystemError, match="neither station_information"):
        read_system("velo", read_documents(given, real_data))
