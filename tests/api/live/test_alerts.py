"""Alerts in answers and on pages: where they are told, in which language, and how old they are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from google.transit import gtfs_realtime_pb2 as gtfs_rt

from api.live.live_feeds import LiveFeeds
from api.service import EXTENSION
from tests.api.web.page import read
from tests.support.gtfs_rt import Operator, alert, message, serving, source
from tests.support.snapshots import NOW, two_towns

NOW_S = int(NOW.timestamp())
MARKET = alert("market", {"stop_id": "Market"}, header="Quai déplacé")
LINE_1 = alert(
    "line",
    {"route_id": "1"},
    header={"fr": "Travaux sur la ligne 1", "de": "Bauarbeiten auf Linie 1"},
    description="Retards.\nMerci de votre patience.",
    url="https://op.example/1",
    effect=gtfs_rt.Alert.SIGNIFICANT_DELAYS,
    cause=gtfs_rt.Alert.CONSTRUCTION,
    severity_level=gtfs_rt.Alert.WARNING,
    periods=[(NOW_S - 3600, NOW_S + 7200)],
)


@pytest.fixture
def telling(make_app: Callable[..., Flask]) -> Callable[..., FlaskClient]:
    """Return what gives a client of the small network whose operator tells something."""

    def made(*entities: object) -> FlaskClient:
        told = source()
        snapshot = replace(two_towns(live=(told,)), live={told.name: message(*entities)})
        return make_app(snapshot).test_client()

    return made


def get(client: FlaskClient, path: str, **asked: str) -> Any:  # noqa: ANN401 - JSON
    """Return an answer."""
    response = client.get(path, query_string=asked)
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def board(client: FlaskClient, stop: str, **asked: str) -> Any:  # noqa: ANN401 - JSON
    """Return the departures of a stop."""
    return get(client, "/api/v6/stoptimes", stopId=stop, **asked)


def headers(alerts: list[dict[str, Any]]) -> list[str]:
    """Return what alerts are about."""
    return [one["headerText"] for one in alerts]


def first_ride(client: FlaskClient, **asked: str) -> Any:  # noqa: ANN401 - JSON
    """Return the first ride from the market to Éloi."""
    body = get(client, "/api/v6/plan", fromPlace="t:Market", toPlace="t:Eloi", **asked)
    return next(leg for leg in body["itineraries"][0]["legs"] if leg["mode"] != "WALK")


def test_a_board_tells_its_stop_and_its_lines(telling: Callable[..., FlaskClient]) -> None:
    """Once for the board, and with each departure that it is about."""
    client = telling(MARKET, LINE_1)
    body = board(client, "t:Market", n="1")
    assert headers(body["alerts"]) == ["Travaux sur la ligne 1", "Quai déplacé"]
    assert headers(body["stopTimes"][0]["place"]["alerts"]) == [
        "Quai déplacé",
        "Travaux sur la ligne 1",
    ]
    assert board(client, "t:Eloi")["alerts"] == []


def test_alerts_may_be_left_out(telling: Callable[..., FlaskClient]) -> None:
    """MOTIS's withAlerts."""
    body = board(telling(MARKET), "t:Market", withAlerts="false")
    assert "alerts" not in body
    assert "alerts" not in body["stopTimes"][0]["place"]


def test_an_alert_is_written_as_motis_does(telling: Callable[..., FlaskClient]) -> None:
    """Its members, with ours: id, source, language and lines."""
    (told,) = board(telling(LINE_1), "t:Market", n="1")["alerts"]
    (route,) = told.pop("routes")
    assert route["routeShortName"] == "1"
    assert told == {
        "id": "t:line",
        "source": "t",
        "cause": "CONSTRUCTION",
        "effect": "SIGNIFICANT_DELAYS",
        "severityLevel": "WARNING",
        "headerText": "Travaux sur la ligne 1",
        "descriptionText": "Retards.\nMerci de votre patience.",
        "language": "fr",
        "url": "https://op.example/1",
        "communicationPeriod": [{"start": "2026-06-10T05:00:00Z", "end": "2026-06-10T08:00:00Z"}],
    }


def test_a_leg_tells_its_line_and_its_ends(telling: Callable[..., FlaskClient]) -> None:
    """What is about the ride is with the leg, what is about a stop with the stop."""
    passed = alert("passed", {"stop_id": "Gare2"}, header="Ailleurs")
    ride = first_ride(telling(MARKET, LINE_1, passed))
    assert headers(ride["alerts"]) == ["Travaux sur la ligne 1"]
    assert headers(ride["from"]["alerts"]) == ["Quai déplacé"]
    assert "alerts" not in ride["to"]


def test_what_is_over_or_not_yet_is_not_told(telling: Callable[..., FlaskClient]) -> None:
    """Periods are held against when one travels, not against when one asks."""
    client = telling(LINE_1)
    assert "alerts" in first_ride(client)
    assert "alerts" not in first_ride(client, time="2026-06-11T08:00:00+02:00")
    assert board(client, "t:Market", time="2026-06-10T10:00:00+02:00")["alerts"] == []


def test_an_alert_about_a_trip_is_told_with_its_departure(
    telling: Callable[..., FlaskClient],
) -> None:
    """On the board that shows it, and on no other day."""
    client = telling(
        alert("a", {"trip": {"trip_id": "1.2", "start_date": "20260610"}}, header="08:10 complet")
    )
    assert headers(board(client, "t:Market", n="1")["alerts"]) == ["08:10 complet"]
    tomorrow = board(client, "t:Market", n="2", time="2026-06-11T08:00:00+02:00")
    assert tomorrow["alerts"] == []


def test_the_reader_s_language_is_told(telling: Callable[..., FlaskClient]) -> None:
    """A translation where there is one; else the text there is, with its language."""
    (told,) = board(telling(LINE_1), "t:Market", n="1", language="de")["alerts"]
    assert (told["headerText"], told["language"]) == ("Bauarbeiten auf Linie 1", "de")
    (told,) = board(telling(MARKET), "t:Market", n="1", language="de")["alerts"]
    assert (told["headerText"], told["language"]) == ("Quai déplacé", "fr")


def test_an_effect_without_words_is_worded(telling: Callable[..., FlaskClient]) -> None:
    """The header says what happened."""
    client = telling(alert("a", {"route_id": "1"}, effect=gtfs_rt.Alert.NO_SERVICE))
    assert headers(board(client, "t:Market", n="1")["alerts"]) == ["Service interrompu"]


def test_health_says_what_is_known(telling: Callable[..., FlaskClient]) -> None:
    """Entities, what could not be used, and that it is fresh."""
    client = telling(MARKET, alert("none", {"stop_id": "Gone"}, header="x"), alert("empty"))
    body = get(client, "/api/v1/health")
    assert body["rt"] is True
    assert body["live"] == [
        {
            "feed": "t",
            "kind": "alerts",
            "stale": False,
            "entities": 2,
            "leftOut": 1,
            "unmatched": 1,
            "reasons": {"UNKNOWN_SELECTOR": 1},
        }
    ]


def test_the_page_of_a_stop_shows_them(telling: Callable[..., FlaskClient]) -> None:
    """Lines, words, what happened and until when; the address as text and link."""
    page = read(telling(LINE_1).get("/arret/t:Market").text)
    assert "Bus 1 Travaux sur la ligne 1 Retards. Merci de votre patience." in page.text
    assert "Retards importants · travaux · jusqu’au 10 juin 2026 à 10:00" in page.text
    assert "https://op.example/1" in page.text
    (link,) = (one for one in page.all("a") if one["href"].startswith("https://op."))
    assert "noreferrer" in link["rel"]


def test_the_page_of_a_line_shows_what_is_about_it(telling: Callable[..., FlaskClient]) -> None:
    """On the day it is about and while it holds; another line's page does not."""
    over = alert("over", {"route_id": "1"}, header="Passé", periods=[(NOW_S - 7200, NOW_S - 60)])
    client = telling(MARKET, LINE_1, over)
    page = read(client.get("/ligne/t:1").text).text
    assert "Travaux sur la ligne 1" in page
    assert "Quai déplacé" not in page
    assert "Passé" not in page
    for path in ("/ligne/t:T", "/ligne/t:1?date=2026-06-11"):
        assert "Travaux" not in client.get(path).text, path


def test_a_journey_shows_them(telling: Callable[..., FlaskClient]) -> None:
    """In its summary that there is something, in its leg what."""
    address = "/?fromPlace=t:Market&toPlace=t:Eloi"
    text = read(telling(LINE_1).get(address).text).text
    assert "Info trafic" in text
    assert "Travaux sur la ligne 1" in text
    assert "Info trafic" not in read(telling().get(address).text).text


@pytest.mark.parametrize("address", ["/ecran/t:Market", "/borne/t:Market"])
def test_screens_show_the_header_and_lead_nowhere(
    telling: Callable[..., FlaskClient], address: str
) -> None:
    """No address of an operator on a screen that people stand before."""
    page = read(telling(LINE_1).get(address).text)
    assert "Travaux sur la ligne 1" in page.text
    assert "op.example" not in page.text
    assert not any(one["href"].startswith("http") for one in page.all("a"))


def test_a_kiosk_s_journeys_lead_nowhere(telling: Callable[..., FlaskClient]) -> None:
    """The words of an alert without its address."""
    page = read(telling(LINE_1).get("/borne/t:Market?toPlace=t:Eloi&to=x").text)
    assert "Travaux sur la ligne 1" in page.text
    assert "op.example" not in page.text


def test_hostile_text_is_only_text(telling: Callable[..., FlaskClient]) -> None:
    """No element, no script, no address but those of the web comes out of an alert."""
    client = telling(
        alert(
            "<b>",
            {"route_id": "1"},
            header="<script>alert(1)</script>",
            description='"><img src=x onerror=alert(1)>\u202e',
            url="javascript:alert(1)",
        )
    )
    for address in ("/arret/t:Market", "/ecran/t:Market", "/?fromPlace=t:Market&toPlace=t:Eloi"):
        html = client.get(address).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "javascript:" not in html
        assert "\u202e" not in html


def test_text_in_another_language_says_which(telling: Callable[..., FlaskClient]) -> None:
    """Screen readers change their voice."""
    html = telling(MARKET).get("/arret/t:Market?lang=en").text
    assert '<strong lang="fr">Quai déplacé</strong>' in html


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.now


@pytest.fixture
def fetched(tmp_path: Path) -> Iterator[tuple[Operator, LiveFeeds, Clock]]:
    """Return an operator, and the live messages of a service that asks it when told to."""
    clock = Clock()
    with serving(message(MARKET, made_s=NOW_S)) as operator:
        sources = (source(url=operator.url),)
        made = LiveFeeds(sources, ({}, tmp_path), two_towns().network, clock, lambda _us: None)
        yield operator, made, clock


def known(feeds: LiveFeeds) -> list[str]:
    """Return the alerts that are known, without asking for more."""
    return [one.alert.id for state in feeds._state.states.values() for one in state.alerts]


def test_alerts_are_fetched(fetched: tuple[Operator, LiveFeeds, Clock]) -> None:
    """Nothing is known before; a newer message stands in place of the one before."""
    operator, feeds, _clock = fetched
    assert known(feeds) == []
    feeds.pull()
    assert known(feeds) == ["market"]
    operator.content = message(LINE_1, made_s=NOW_S + 1)
    feeds.pull()
    assert known(feeds) == ["line"]


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", message(LINE_1, made_s=NOW_S - 1), message(LINE_1, made_s=NOW_S + 4000)],
)
def test_what_is_worse_does_not_replace_what_is_known(
    fetched: tuple[Operator, LiveFeeds, Clock], content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Broken, older or of the future: the last good state stays, and why is told until it ends."""
    operator, feeds, _clock = fetched
    feeds.pull()
    good, operator.content = operator.content, content
    feeds.pull()
    assert known(feeds) == ["market"]
    assert len(feeds.errors) == 1
    assert "the last good state stays" in caplog.text
    operator.content = good
    feeds.pull()
    assert not feeds.errors


def test_a_server_that_fails_changes_nothing(fetched: tuple[Operator, LiveFeeds, Clock]) -> None:
    """What was known stays and ages."""
    operator, feeds, clock = fetched
    feeds.pull()
    operator.status = 500
    clock.now = NOW + timedelta(minutes=11)
    feeds.pull()
    (state,) = feeds._state.states.values()
    assert known(feeds) == ["market"]
    assert state.is_old(int(clock.now.timestamp()))
    assert not state.is_gone(int(clock.now.timestamp()))
    assert state.is_gone(NOW_S + 25 * 3600)


def test_the_same_message_again_is_fresh_again(
    fetched: tuple[Operator, LiveFeeds, Clock],
) -> None:
    """What an operator still says does not age."""
    _operator, feeds, clock = fetched
    feeds.pull()
    clock.now = NOW + timedelta(minutes=11)
    feeds.pull()
    (state,) = feeds._state.states.values()
    assert not state.is_old(int(clock.now.timestamp()))


def test_one_process_fetches_and_all_know(
    fetched: tuple[Operator, LiveFeeds, Clock], tmp_path: Path
) -> None:
    """A process whose turn it is not takes what another one kept, also one that starts later."""
    operator, feeds, clock = fetched
    slow = (source(url=operator.url, every_s=600),)
    network = two_towns().network
    first, second = (
        LiveFeeds(slow, ({}, tmp_path / "more"), network, clock, lambda _us: None) for _ in range(2)
    )
    first.pull()
    second.pull()
    third = LiveFeeds(slow, ({}, tmp_path / "more"), network, clock, lambda _us: None)
    assert operator.n_asked == 1
    assert known(first) == known(second) == known(third) == ["market"]
    assert feeds is not first


def test_a_folder_that_cannot_be_written_is_told(
    fetched: tuple[Operator, LiveFeeds, Clock], tmp_path: Path
) -> None:
    """The answers go on without."""
    operator, _feeds, clock = fetched
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    made = LiveFeeds(
        (source(url=operator.url),),
        ({}, blocked),
        two_towns().network,
        clock,
        lambda _us: None,
    )
    made.pull()
    assert known(made) == []


def test_a_thread_fetches_when_somebody_asks(
    make_app: Callable[..., Flask], tmp_path: Path, settle: Callable[[], None]
) -> None:
    """The first request begins it; what it takes is charged to our own running."""
    with serving(message(MARKET, made_s=NOW_S)) as operator:
        app = make_app(two_towns(live=(source(url=operator.url),)))
        live = app.extensions[EXTENSION].live
        app.test_client().get("/api/v6/stoptimes?stopId=t:Market")
        live.stop()
    assert operator.n_asked == 1
    assert known(live) == ["market"]
    assert headers(board(app.test_client(), "t:Market", n="1")["alerts"]) == ["Quai déplacé"]
    assert (tmp_path / "two-towns" / "live" / "t-alerts.pb").exists()


def test_old_alerts_say_of_when_they_are(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    """What could not be fetched for a while is shown with its age, after a day no more."""
    told = source(url="http://127.0.0.1:1/live.pb", every_s=3600)
    kept = tmp_path / "two-towns" / "live" / f"{told.name}.pb"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(message(MARKET))
    kept.with_suffix(".turn").touch()
    for age_s, shown in ((5 * 3600 + 60, True), (25 * 3600, False)):
        os.utime(kept, (NOW_S - age_s, NOW_S - age_s))
        app = make_app(two_towns(live=(told,)))
        text = read(app.test_client().get("/arret/t:Market").text).text
        app.extensions[EXTENSION].live.stop()
        assert ("Reçu le 10 juin 2026 à 02:59" in text) is shown
        assert ("Quai déplacé" in text) is shown
