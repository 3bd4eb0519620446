"""Live times in answers and on pages: late, early, cancelled, skipped, moved, stale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from google.transit import gtfs_realtime_pb2 as gtfs_rt

from feeds import LiveKind
from tests.api.web.page import read
from tests.support.gtfs_rt import call, message, source, update
from tests.support.snapshots import NOW, two_towns, two_towns_replayed

NOW_S = int(NOW.timestamp())
SKIPPED = gtfs_rt.TripUpdate.StopTimeUpdate.SKIPPED
CANCELLED = gtfs_rt.TripDescriptor.CANCELED
ON_THE_DAY = {"start_date": "20260610"}
LATE_BUS = update("1.2", call("Market", departure=240), **ON_THE_DAY)
"""The bus of 08:10, four minutes late."""
UPDATES = source(LiveKind.UPDATES)


@pytest.fixture
def telling(make_app: Callable[..., Flask]) -> Callable[..., FlaskClient]:
    """Return what gives a client of the small network whose vehicles tell where they are."""

    def made(
        *entities: object,
        made_s: int = NOW_S,
        now: datetime = NOW,
        replayed: bool = False,
    ) -> FlaskClient:
        plain = two_towns_replayed() if replayed else two_towns()
        snapshot = replace(
            plain,
            manifest=replace(plain.manifest, live=(UPDATES,)),
            live={UPDATES.name: message(*entities, made_s=made_s)},
        )
        return make_app(snapshot, clock=lambda: now).test_client()

    return made


def board(client: FlaskClient, stop: str = "t:Market", **asked: str) -> Any:  # noqa: ANN401 - JSON
    """Return the departures of a stop."""
    response = client.get("/api/v6/stoptimes", query_string={"stopId": stop, "n": "2", **asked})
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def plan(client: FlaskClient, **asked: str) -> Any:  # noqa: ANN401 - JSON
    """Return the first journey from the market to Éloi: bus 08:10, on foot, train 08:30."""
    given = {"fromPlace": "t:Market", "toPlace": "t:Eloi", **asked}
    response = client.get("/api/v6/plan", query_string=given)
    assert response.status_code == 200, response.get_json()
    return response.get_json()["itineraries"][0]


def times(row: dict[str, Any], which: str = "departure") -> tuple[str, str]:
    """Return the expected and the scheduled clock of a place (UTC)."""
    return row[which][11:16], row[f"scheduled{which.title()}"][11:16]


def test_a_late_departure_tells_both_times(telling: Callable[..., FlaskClient]) -> None:
    """The expected time where MOTIS has it, the scheduled one beside."""
    late, on_time = board(telling(LATE_BUS))["stopTimes"]
    assert (late["realTime"], late["cancelled"], late["tripCancelled"]) == (True, False, False)
    assert times(late["place"]) == ("06:14", "06:10")
    assert times(late["tripTo"], "arrival") == ("06:24", "06:20")
    assert (on_time["realTime"], times(on_time["place"])) == (False, ("06:40", "06:40"))


def test_what_is_late_is_still_to_come(telling: Callable[..., FlaskClient]) -> None:
    """A vehicle that was to leave before the board begins and has not yet."""
    missed = board(telling(LATE_BUS), time="2026-06-10T08:12:00+02:00")["stopTimes"]
    assert times(missed[0]["place"]) == ("06:14", "06:10")
    gone = board(telling(LATE_BUS), time="2026-06-10T08:15:00+02:00")["stopTimes"]
    assert times(gone[0]["place"]) == ("06:40", "06:40")


def test_what_left_early_is_gone(telling: Callable[..., FlaskClient]) -> None:
    """It is not offered to who would miss it."""
    early = update("1.2", call("Market", departure=-180), **ON_THE_DAY)
    asked = {"time": "2026-06-10T08:08:00+02:00"}
    assert times(board(telling(early), **asked)["stopTimes"][0]["place"]) == ("06:40", "06:40")
    assert times(board(telling(), **asked)["stopTimes"][0]["place"]) == ("06:10", "06:10")


def test_departures_come_in_the_order_expected(telling: Callable[..., FlaskClient]) -> None:
    """One that is so late that the next one leaves first stands behind it."""
    slow = update("1.2", call("Market", departure=2400), **ON_THE_DAY)
    rows = board(telling(slow))["stopTimes"]
    assert [times(row["place"]) for row in rows] == [("06:40", "06:40"), ("06:50", "06:10")]


def test_a_cancelled_run_is_told(telling: Callable[..., FlaskClient]) -> None:
    """It stands at its scheduled time, and says that it does not run."""
    row, _next = board(telling(update("1.2", schedule_relationship=CANCELLED)))["stopTimes"]
    assert (row["realTime"], row["cancelled"], row["tripCancelled"]) == (True, True, True)
    assert times(row["place"]) == ("06:10", "06:10")
    assert row["place"]["cancelled"] is True


def test_a_skipped_stop_is_told(telling: Callable[..., FlaskClient]) -> None:
    """The run goes on, but not from here."""
    skips = update("1.2", call("Market", schedule_relationship=SKIPPED), **ON_THE_DAY)
    row, _next = board(telling(skips))["stopTimes"]
    assert (row["cancelled"], row["tripCancelled"]) == (True, False)


def test_a_changed_platform_is_told(telling: Callable[..., FlaskClient]) -> None:
    """The stop called at stands in place of the scheduled one."""
    moved = update("T.1", call("Gare2", departure=0, assigned="Gare1"), **ON_THE_DAY)
    (row, *_more) = board(telling(moved), "t:Gare2")["stopTimes"]
    assert row["place"]["stopId"] == "t:Gare1"


def test_a_run_of_another_day_is_another_run(telling: Callable[..., FlaskClient]) -> None:
    """Tomorrow's bus is not late today."""
    tomorrow = update("1.2", call("Market", departure=240), start_date="20260611")
    assert board(telling(tomorrow))["stopTimes"][0]["realTime"] is False


def test_live_times_may_be_left_out(telling: Callable[..., FlaskClient]) -> None:
    """MOTIS's realtimeMode; a word that it has not is refused."""
    client = telling(LATE_BUS)
    assert board(client, realtimeMode="OFF")["stopTimes"][0]["realTime"] is False
    assert plan(client, realtimeMode="OFF")["legs"][0]["realTime"] is False
    asked = {"stopId": "t:Market", "realtimeMode": "MAYBE"}
    refused = client.get("/api/v6/stoptimes", query_string=asked)
    assert refused.status_code == 400
    assert refused.get_json()["parameter"] == "realtimeMode"


def test_stale_times_are_not_told(telling: Callable[..., FlaskClient]) -> None:
    """Three minutes after they were made the timetable counts again, and it is said."""
    client = telling(LATE_BUS, now=NOW + timedelta(seconds=181))
    body = board(client)
    assert body["stopTimes"][0]["realTime"] is False
    assert body["live"] == {"stale": True, "asOf": "2026-06-10T06:00:00Z"}
    assert board(telling(LATE_BUS))["live"]["stale"] is False
    text = read(client.get("/arret/t:Market").text).text
    assert "Temps réel indisponible depuis le 10 juin 2026 à 08:00" in text
    assert client.get("/api/v1/health").get_json()["rt"] is False


def test_a_replayed_week_has_no_live_times(telling: Callable[..., FlaskClient]) -> None:
    """Its trips ran long ago."""
    client = telling(LATE_BUS, replayed=True)
    assert board(client)["stopTimes"][0]["realTime"] is False
    (row,) = client.get("/api/v1/health").get_json()["live"]
    assert row["reasons"] == {"REPLAYED_TIMETABLE": 1}


def test_a_leg_tells_both_times(telling: Callable[..., FlaskClient]) -> None:
    """The journey is searched on scheduled times and told on those expected."""
    journey = plan(telling(LATE_BUS))
    bus, walk, train = journey["legs"]
    assert bus["realTime"] is True
    assert (bus["startTime"][11:16], bus["scheduledStartTime"][11:16]) == ("06:14", "06:10")
    assert times(bus["from"]) == ("06:14", "06:10")
    assert times(bus["to"], "arrival") == ("06:24", "06:20")
    assert bus["duration"] == 600
    assert walk["startTime"] == bus["endTime"]
    assert walk["scheduledStartTime"] == bus["scheduledEndTime"]
    assert train["realTime"] is False
    assert "liveWarnings" not in journey
    assert journey["startTime"] == bus["startTime"]


def test_a_lost_connection_is_told(telling: Callable[..., FlaskClient]) -> None:
    """A walk that ends after the next vehicle left: with the ride, the journey, on the page."""
    client = telling(update("1.2", call("Market", departure=600), **ON_THE_DAY))
    journey = plan(client)
    assert journey["liveWarnings"] == ["connection-missed"]
    assert [leg.get("connectionMissed") for leg in journey["legs"]] == [None, None, True]
    text = read(client.get("/?fromPlace=t:Market&toPlace=t:Eloi").text).text
    assert "Correspondance perdue : d’après le temps réel, ce véhicule part avant" in text


def test_a_train_that_waits_is_not_lost(telling: Callable[..., FlaskClient]) -> None:
    """Where the next vehicle is late too, one makes it."""
    client = telling(
        update("1.2", call("Market", departure=600), **ON_THE_DAY),
        update("T.1", call("Gare2", departure=600), **ON_THE_DAY),
    )
    journey = plan(client)
    assert "liveWarnings" not in journey
    assert journey["endTime"][11:16] == "07:10"


def test_a_cancelled_ride_is_told(telling: Callable[..., FlaskClient]) -> None:
    """The search did not know: the journey and the page say so."""
    client = telling(update("T.1", schedule_relationship=CANCELLED))
    journey = plan(client)
    assert journey["liveWarnings"] == ["trip-cancelled"]
    assert [leg.get("cancelled", False) for leg in journey["legs"]] == [False, False, True]
    text = read(client.get("/?fromPlace=t:Market&toPlace=t:Eloi").text).text
    assert "Course supprimée" in text
    assert "les itinéraires sont cherchés sur les horaires prévus, prenez-en un autre" in text


@pytest.mark.parametrize("address", ["/arret/t:Market", "/ecran/t:Market", "/borne/t:Market"])
def test_boards_show_both_times(telling: Callable[..., FlaskClient], address: str) -> None:
    """The expected time, the scheduled one, and how soon; one that does not run is struck out."""
    text = read(telling(LATE_BUS).get(address).text).text
    assert "08:14 prévu 08:10 dans 14 min" in text
    on_time = update("1.2", call("Market", departure=0), **ON_THE_DAY)
    assert "08:10 temps réel dans 10 min" in read(telling(on_time).get(address).text).text
    html = telling(update("1.2", schedule_relationship=CANCELLED)).get(address).text
    assert "<s><time" in html
    assert "08:10 supprimé" in read(html).text


def test_the_journey_page_shows_both_times(telling: Callable[..., FlaskClient]) -> None:
    """In the steps, beside the stop."""
    text = read(telling(LATE_BUS).get("/?fromPlace=t:Market&toPlace=t:Eloi").text).text
    assert "prévu 08:10" in text
    assert "temps réel" in text
