"""Alerts: texts that can be shown, and what of the network they are about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from google.transit import gtfs_realtime_pb2 as gtfs_rt

from feeds import AlertIndex, FoundAlert, match_alerts, read_alerts, read_message, translated
from feeds.live import Alert, Period, ReadAlerts
from planner import Network, day_number
from tests.support.gtfs_rt import alert, message, source
from tests.support.network import DAY, parse

NOW_S = 1_780_000_000
TODAY = day_number(DAY)


def read(*entities: object) -> ReadAlerts:
    """Read a message of these entities."""
    return read_alerts(read_message(source(), message(*entities), NOW_S).content)


def only(entity: object) -> Alert:
    """Return the one alert of a message."""
    (found,) = read(entity).alerts
    return found


@pytest.fixture(scope="module")
def network() -> Network:
    """Return two lines that cross at B, one of them both ways, and a station of two platforms."""
    return parse(
        """
        L:  A 08:00  B 08:10  P1 08:20
        L:  A 09:00  B 09:10  P1 09:20
        M:  B 08:15  C 08:25
        """,
        stations={"P1": "P", "P2": "P"},
    )


def index(network: Network, *entities: object) -> AlertIndex:
    """Return the alerts of a message about a network."""
    return AlertIndex(match_alerts(source(), read(*entities).alerts, network)[0])


def ids(found: list[FoundAlert]) -> list[str]:
    """Return which alerts were found."""
    return [one.matched.alert.id for one in found]


def ride(network: Network, trip: str, *stops: str, day: int = TODAY) -> dict[str, Any]:
    """Return the question about a ride."""
    number = network.trip_id.find(f"t:{trip}")
    assert number is not None
    return {
        "trip": number,
        "service_day": day,
        "line": int(network.trip_line[number]),
        "direction": int(network.trip_direction[number]),
        "stops": [network.stop_id.find(f"t:{stop}") for stop in stops],
    }


def test_an_alert_is_read_whole() -> None:
    """Texts by language, periods, cause, effect and severity."""
    found = only(
        alert(
            "a",
            {"route_id": "L"},
            header={"fr": "Travaux", "de": "Bauarbeiten"},
            description="Une ligne.\r\n  Deux   lignes.",
            url="https://op.example/a",
            periods=[(100, 200), (300, 0)],
            cause=gtfs_rt.Alert.CONSTRUCTION,
            effect=gtfs_rt.Alert.DETOUR,
            severity_level=gtfs_rt.Alert.WARNING,
        )
    )
    assert [(one.text, one.language) for one in found.header] == [
        ("Travaux", "fr"),
        ("Bauarbeiten", "de"),
    ]
    assert found.description[0].text == "Une ligne.\nDeux lignes."
    assert found.url[0].text == "https://op.example/a"
    assert found.periods == (Period(100, 200), Period(300, None))
    assert (found.effect.cause, found.effect.effect) == ("CONSTRUCTION", "DETOUR")
    assert found.effect.severity == "WARNING"


def test_signs_that_steer_a_screen_are_left_out() -> None:
    """Control characters and those that turn the direction of writing; spaces that bind stay."""
    found = only(alert("a\x07", header="A\u202eB\x1b[31mC\u200b\u2066 D\u00a0: E"))
    assert found.header[0].text == "AB[31mC D\u00a0: E"
    assert found.id == "a"


def test_a_text_without_end_is_cut() -> None:
    """A header of ten thousand signs keeps two hundred."""
    found = only(alert("a", header="x" * 10_000, description="y" * 100_000))
    assert len(found.header[0].text) == 200
    assert found.header[0].text.endswith("x…")
    assert len(found.description[0].text) == 3000


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "https://", "http://[", "x"]
)
def test_an_address_leads_to_the_web_or_nowhere(url: str) -> None:
    """Anything but http and https is left out."""
    assert only(alert("a", header="x", url=url)).url == ()


def test_an_alert_that_says_nothing_is_left_out() -> None:
    """Neither text nor effect: counted; an effect alone says something; deleted ones are gone."""
    found = read(
        alert("nothing", {"route_id": "L"}),
        alert("effect", {"route_id": "L"}, effect=gtfs_rt.Alert.NO_SERVICE),
        gtfs_rt.FeedEntity(id="gone", is_deleted=True, alert=alert("gone", header="x").alert),
    )
    assert ([one.id for one in found.alerts], found.n_left_out) == (["effect"], 1)


def test_a_description_alone_gives_the_header() -> None:
    """Its first line."""
    assert only(alert("a", description="Retard.\nPatience.")).header[0].text == "Retard."


def test_an_alert_holds_within_its_periods() -> None:
    """Ends excluded, open ends for ever, without a period always."""
    found = only(alert("a", header="x", periods=[(100, 200), (300, 0)]))
    assert [found.touches(s, s) for s in (99, 100, 199, 200, 300, 10**9)] == [
        *(False, True, True, False, True, True)
    ]
    assert found.touches(0, 100)
    assert only(alert("a", header="x")).touches(0, 0)
    only_start_in_ms = only(alert("a", header="x", periods=[(1_780_000_000_000, 0)]))
    assert only_start_in_ms.touches(0, 0)


@pytest.mark.parametrize(
    ("reader", "told"),
    [("de", ("Streik", "de")), ("fr", ("Grève", "fr")), ("en", ("Grève", "fr"))],
)
def test_the_reader_s_language_counts_first(reader: str, told: tuple[str, str]) -> None:
    """Else the region's, and it is said which."""
    found = only(alert("a", header={"de-CH": "Streik", "": "Grève"}))
    assert translated(found.header, reader, "fr") == told


def test_another_language_is_better_than_none() -> None:
    """Where neither the reader's nor the region's is there."""
    found = only(alert("a", header={"it": "Sciopero"}))
    assert translated(found.header, "en", "fr") == ("Sciopero", "it")
    assert translated((), "en", "fr") is None


@pytest.mark.parametrize(
    ("about", "rides"),
    [
        ({"route_id": "L"}, {"L.1 A P1", "L.2 A P1"}),
        ({"agency_id": "agency"}, {"L.1 A P1", "L.2 A P1", "M.1 B C"}),
        ({"route_type": 3}, {"L.1 A P1", "L.2 A P1", "M.1 B C"}),
        ({"route_type": 3, "route_id": "M"}, {"M.1 B C"}),
        ({"route_type": 0}, set()),
        ({"route_id": "L", "stop_id": "A"}, {"L.1 A P1", "L.2 A P1"}),
        ({"route_id": "L", "stop_id": "B"}, set()),
        ({"trip": {"trip_id": "L.2"}}, {"L.2 A P1"}),
        ({"trip": {"trip_id": "L.2", "start_date": "20260610"}}, {"L.2 A P1"}),
        ({"trip": {"trip_id": "L.2", "start_date": "20260611"}}, set()),
        ({"trip": {"trip_id": "L.2", "start_date": "2026-06-10"}}, set()),
        ({"trip": {"trip_id": "L.2", "route_id": "M"}}, set()),
        ({"trip": {"route_id": "M"}}, {"M.1 B C"}),
        ({"trip": {"route_id": "M", "start_date": "20260610"}}, set()),
        ({"route_id": "L", "direction_id": 1}, set()),
        ({"route_id": "Gone"}, set()),
        ({}, set()),
    ],
)
def test_a_selector_is_all_it_says(
    network: Network, about: dict[str, Any], rides: set[str]
) -> None:
    """What is given must fit, together; nothing given fits nothing."""
    alerts = index(network, alert("a", about, header="x"))
    every = ("L.1 A P1", "L.2 A P1", "M.1 B C")
    assert {one for one in every if alerts.of_ride(**ride(network, *one.split()))} == rides


def test_a_direction_is_that_of_the_trip(network: Network) -> None:
    """Of both directions of a line only the one that is named."""
    there = replace(network, trip_direction=(network.trip_direction * 0 + 1))
    alerts = index(there, alert("a", {"route_id": "L", "direction_id": 1}, header="x"))
    assert alerts.of_ride(**ride(there, "L.1"))
    asked = ride(there, "L.1") | {"direction": 0}
    assert not alerts.of_ride(**asked)


def test_a_stop_is_told_apart_from_the_lines_there(network: Network) -> None:
    """An alert about a stop alone is of the stop, not of the rides that call there."""
    alerts = index(
        network,
        alert("stop", {"stop_id": "B"}, header="x"),
        alert("line", {"route_id": "L", "stop_id": "B"}, header="x"),
    )
    stop = network.stop_id.find("t:B")
    assert stop is not None
    assert ids(alerts.of_stop(stop)) == ["stop"]
    assert not alerts.of_ride(**ride(network, "M.1", "B"))


def test_a_station_is_its_platforms_of_the_same_feed() -> None:
    """A station that several feeds share is, in a message of one, its own platforms there."""
    text = """
        L:  A 08:00  P1 08:20
        M:  A 08:00  P2 08:20
        """
    shared = parse(text, stations={"P1": "P", "P2": "P"})
    first, second = (shared.stop_id.find(f"t:{name}") for name in ("P1", "P2"))
    assert first is not None
    assert second is not None
    of_whole_ids = replace(source(), prefix="")
    alerts = read(alert("a", {"stop_id": "station:t:P"}, header="x")).alerts
    found = AlertIndex(match_alerts(of_whole_ids, alerts, shared)[0])
    assert ids(found.of_stop(first)) == ids(found.of_stop(second)) == ["a"]
    shared.stop_feed[second] = 1
    found = AlertIndex(match_alerts(of_whole_ids, alerts, shared)[0])
    assert (ids(found.of_stop(first)), ids(found.of_stop(second))) == (["a"], [])


def test_a_board_tells_stops_and_lines_that_call_there(network: Network) -> None:
    """Not what is about another stop of a line, nor about a single trip."""
    stop, line = network.stop_id.find("t:B"), network.line_id.find("t:L")
    assert stop is not None
    assert line is not None
    alerts = index(
        network,
        alert("stop", {"stop_id": "B"}, header="x"),
        alert("line", {"route_id": "L"}, header="x"),
        alert("elsewhere", {"route_id": "L", "stop_id": "A"}, header="x"),
        alert("trip", {"trip": {"trip_id": "L.1"}}, header="x"),
        alert("other", {"route_id": "M"}, header="x"),
        alert("back", {"route_id": "L", "direction_id": 1}, header="x"),
    )
    assert ids(alerts.of_board([stop], {(line, 0)})) == ["line", "stop"]
    assert ids(alerts.of_board([stop], {(line, 1)})) == ["back", "line", "stop"]
    assert ids(alerts.of_line(line)) == ["back", "elsewhere", "line"]


def test_the_worst_comes_first(network: Network) -> None:
    """By severity, then what began last."""
    alert_ = gtfs_rt.Alert
    alerts = index(
        network,
        alert("info", {"route_id": "L"}, header="x", severity_level=alert_.INFO),
        alert("old", {"route_id": "L"}, header="x", periods=[(100, 0)]),
        alert("new", {"route_id": "L"}, header="x", periods=[(200, 0)]),
        alert("severe", {"route_id": "L"}, header="x", severity_level=alert_.SEVERE),
    )
    line = network.line_id.find("t:L")
    assert line is not None
    assert ids(alerts.of_line(line)) == ["severe", "new", "old", "info"]


def test_what_fits_nothing_is_counted(network: Network) -> None:
    """Selectors one by one; an alert of which one fits is kept."""
    entities = [
        alert("half", {"route_id": "L"}, {"route_id": "Gone"}, header="x"),
        alert("none", {"stop_id": "Gone"}, {}, header="x"),
    ]
    matched, unmatched = match_alerts(source(), read(*entities).alerts, network)
    assert ([one.alert.id for one in matched], unmatched) == (["half"], 3)


@pytest.mark.real_data
def test_the_alerts_of_brest_are_read(real_data: Path) -> None:
    """Twelve alerts in French about ten lines, each with a header and a description."""
    content = (real_data / "live/brest/bibus-brest-gtfs-rt-alerts.pb").read_bytes()
    found = read_alerts(read_message(source(), content, NOW_S).content)
    assert (len(found.alerts), found.n_left_out) == (12, 0)
    lines = {selector.route_id for one in found.alerts for selector in one.selectors}
    assert lines == {"02", "04", "05", "14", "16", "30", "40", "45", "60", "65", "70"}
    assert all(one.header and one.description for one in found.alerts)
    assert {one.effect.effect for one in found.alerts} == {"DETOUR", "REDUCED_SERVICE"}
