"""Itineraries in MOTIS shape turned into what the page shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from api.web.itineraries import Asked, Itinerary, read_itineraries

ASKED = Asked(date(2026, 6, 10), ZoneInfo("Europe/Paris"), ("Chez moi", "Chez toi"))


@pytest.fixture(autouse=True)
def french(app: Flask) -> Iterator[None]:
    """Speak French, as the pages do."""
    with app.test_request_context("/"):
        yield


def at(clock: str) -> str:
    """Return an instant of 2026-06-10 in UTC, two hours before the clocks of Paris."""
    return f"2026-06-10T{clock}Z"


def stop(name: str, **more: str) -> dict[str, str]:
    """Return a stop of an answer."""
    return {"name": name, "stopId": f"t:{name}", **more}


def leg(mode: str, start: str, end: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a leg of an answer, between stops named by default."""
    seconds = [int(c[:2]) * 3600 + int(c[3:5]) * 60 + int(c[6:]) for c in (start, end)]
    ends = {"from": stop("Gare"), "to": stop("Port")}
    times = {"startTime": at(start), "endTime": at(end), "duration": seconds[1] - seconds[0]}
    times |= {"scheduledStartTime": at(start), "scheduledEndTime": at(end)}
    return {"mode": mode} | ends | times | members


def answered(*legs: dict[str, Any]) -> dict[str, Any]:
    """Return an itinerary of these legs as the API answers it."""
    rides = sum(one["mode"] != "WALK" for one in legs)
    return {
        "startTime": legs[0]["startTime"],
        "endTime": legs[-1]["endTime"],
        "duration": 0,
        "transfers": max(rides - 1, 0),
        "legs": list(legs),
    }


def shown(*legs: dict[str, Any]) -> Itinerary:
    """Return an itinerary of these legs as the page shows it."""
    return read_itineraries([answered(*legs)], ASKED)[0]


def test_times_are_those_of_the_region() -> None:
    """UTC times of an answer are shown on the clocks of the region."""
    itinerary = shown(leg("BUS", "06:05:00", "06:30:00"))
    assert itinerary.departure.clock == "08:05"
    assert itinerary.arrival.machine == "2026-06-10T08:30+02:00"


def test_duration_is_the_difference_of_the_clocks_shown() -> None:
    """A journey from 08:05 to 08:30 takes 25 minutes, whatever the seconds."""
    itinerary = shown(leg("BUS", "06:05:50", "06:30:10"))
    assert (itinerary.departure.clock, itinerary.arrival.clock) == ("08:05", "08:30")
    assert itinerary.duration == itinerary.legs[0].duration == "25\u00a0min"


def test_day_is_told_once_it_changes() -> None:
    """An arrival past midnight tells its day; a departure on the day asked for does not."""
    itinerary = shown(
        leg("BUS", "21:50:00", "22:10:00", intermediateStops=[stop("Pont", arrival=at("21:59:00"))])
    )
    assert itinerary.departure.day == ""
    assert itinerary.arrival.day == "jeu. 11 juin"
    assert itinerary.legs[0].stops[0].moment.day == ""


def test_walk_of_no_time_is_left_out() -> None:
    """Nobody is told to walk for no time to the stop they stand at."""
    itinerary = shown(leg("WALK", "06:05:00", "06:05:00"), leg("BUS", "06:05:00", "06:30:00"))
    assert len(itinerary.legs) == 1
    assert itinerary.on_foot == ""


def test_ends_that_are_no_stops_have_the_name_asked_for() -> None:
    """A point of the map is called as the person called it."""
    point = {"name": "48.00000, 7.00000"}
    itinerary = shown(
        leg("WALK", "06:00:00", "06:04:01", **{"from": point}, to=stop("Gare"), estimated=True),
        leg("BUS", "06:05:00", "06:30:00"),
        leg("WALK", "06:30:00", "06:33:00", **{"from": stop("Port")}, to=point),
    )
    first, _ride, last = itinerary.legs
    assert first.departure is not None
    assert last.arrival is not None
    assert (first.departure.name, first.to_name, first.arrival) == ("Chez moi", "Gare", None)
    assert (last.arrival.name, last.to_name, last.departure) == ("Chez toi", "Chez toi", None)
    assert itinerary.on_foot == "8\u00a0min"
    assert itinerary.estimated


def test_wait_is_told_from_a_minute_on() -> None:
    """A wait of some seconds is none."""
    itinerary = shown(
        leg("BUS", "06:00:00", "06:10:00"),
        leg("BUS", "06:10:59", "06:20:00"),
        leg("BUS", "06:25:00", "06:30:00"),
    )
    assert [one.wait for one in itinerary.legs] == ["", "", "5\u00a0min"]
    assert itinerary.transfers == "2 correspondances"


def test_platforms_and_staying_aboard_are_told() -> None:
    """Tracks, platforms and vehicles that go on as another line are told."""
    itinerary = shown(
        leg("REGIONAL_RAIL", "06:00:00", "06:10:00", **{"from": stop("Gare", track="3")}),
        leg(
            "TRAM",
            "06:20:00",
            "06:30:00",
            **{"from": stop("Gare", track="B")},
            interlineWithPreviousLeg=True,
        ),
    )
    train, tram = itinerary.legs
    assert train.departure is not None
    assert tram.departure is not None
    assert (train.departure.platform, tram.departure.platform) == ("voie 3", "quai B")
    assert (train.stays_aboard, tram.stays_aboard) == (False, True)


def test_line_is_called_by_its_number_then_name_then_mode() -> None:
    """A line without a number is called by its name; without either, by its mode."""
    names = [
        {"routeShortName": "C6", "routeLongName": "Gare - Port"},
        {"routeShortName": "", "routeLongName": "Gare - Port"},
        {},
    ]
    lines = [shown(leg("COACH", "06:00:00", "06:10:00", **name)).legs[0].line for name in names]
    assert [line and line.text for line in lines] == ["C6", "Gare - Port", "Car"]


def test_change_between_stops_of_one_name_is_a_change_of_platform() -> None:
    """Walking from Gare to Gare is told as changing platforms."""
    walk = leg("WALK", "06:10:00", "06:12:00", **{"from": stop("Gare")}, to=stop("Gare"))
    itinerary = shown(leg("BUS", "06:00:00", "06:10:00"), walk, leg("BUS", "06:15:00", "06:20:00"))
    assert itinerary.legs[1].changes_platform


def test_carbon_is_told_beside_a_car() -> None:
    """What one passenger emits is told with what the same way emits by car."""
    told = {"grams": 83.4, "carGrams": 2345.0}
    members = answered(leg("BUS", "06:00:00", "06:10:00")) | {"emissions": told}
    (itinerary,) = read_itineraries([members], ASKED)
    assert itinerary.carbon == "83\u00a0g de CO₂e (en voiture\u00a0: 2,3\u00a0kg)"


@pytest.mark.parametrize(
    ("said", "words", "why"),
    [
        ({"accessible": "YES", "reasons": []}, "oui", ()),
        (
            {"accessible": "NO", "reasons": ["stop-unknown", "stairs"]},
            "non",
            ("Il y a un escalier.",),
        ),
        (
            {"accessible": "UNKNOWN", "reasons": ["way-unknown"]},
            "non renseigné",
            ("Le chemin n’est pas connu.",),
        ),
    ],
)
def test_fitness_for_wheelchairs_is_told_with_its_reasons(
    said: dict[str, object], words: str, why: tuple[str, ...]
) -> None:
    """Yes, no or not known, and why."""
    members = answered(leg("BUS", "06:00:00", "06:10:00")) | {"wheelchair": said}
    (itinerary,) = read_itineraries([members], ASKED)
    assert itinerary.wheelchair == f"Fauteuil roulant\u00a0: {words}"
    assert itinerary.wheelchair_reasons == why


def test_what_to_know_before_choosing_is_told_first() -> None:
    """A ride to book and a walk that is but estimated are said in the summary."""
    itinerary = shown(
        leg("WALK", "06:00:00", "06:04:00", estimated=True),
        leg("FLEX", "06:05:00", "06:30:00", booking={"phone": "03 88 00 00 00"}),
    )
    assert itinerary.warnings == ("Marche estimée à vol d’oiseau", "À réserver")
