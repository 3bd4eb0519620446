"""`feeds stations`: decisions taken, applied by the next build, found again, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.desk.test_registry_commands import Desk
from tests.feeds.small_feed import replaced


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a desk on a region whose network is built from its own file."""
    desk = Desk(tmp_path, capsys)
    assert desk.run("build")[0] == 0
    return desk


def stations(desk: Desk) -> list[tuple[str, list[str]]]:
    """Return name and stops of each station of the network in service."""
    network = desk.network()
    return [
        (network.station_name[s], [network.stop_id[i] for i in network.stops_of_station(s)])
        for s in range(len(network.station_id))
    ]


def test_joined_stations_survive_the_next_version(desk: Desk) -> None:
    """Alpha and Beta are made one; in the next version Beta has another id and is found again."""
    status, printed = desk.run(
        *("feeds", "stations", "join", "x:A", "x:B", "--reason", "one square", "--who", "claire")
    )
    assert (status, printed.split("\t")[0]) == (0, "1")
    assert len(stations(desk)) == 3
    assert "prochaine construction" in desk.run("feeds", "stations", "list")[1]
    assert desk.run("build")[0] == 0
    assert [stops for _, stops in stations(desk)] == [["x:A", "x:B"], ["x:C"]]
    new_id = {
        "stops": replaced("stops", ("B,Beta", "BB,Beta")),
        "stop_times": replaced("stop_times", (",B,", ",BB,")),
    }
    assert desk.add("new", **new_id)[0] == 0
    assert desk.run("feeds", "activate", "1")[0] == 0
    assert [stops for _, stops in stations(desk)] == [["x:A", "x:BB"], ["x:C"]]
    listed = desk.run("feeds", "stations", "list")[1]
    assert "appliquée" in listed
    assert "claire" in listed


def test_decision_is_undone(desk: Desk) -> None:
    """A station gets its own name back when the decision is taken back."""
    desk.run("feeds", "stations", "rename", "x:A", "Place Alpha", "--reason", "as people say")
    desk.run("build")
    assert stations(desk)[0][0] == "Place Alpha"
    status, printed = desk.run("feeds", "stations", "undo", "1", "--reason", "they do not")
    assert status == 0
    assert "annulée par console" in printed
    desk.run("build")
    assert stations(desk)[0][0] == "Alpha"


def test_lost_decision_is_told(desk: Desk) -> None:
    """A decision whose stop is no longer there is kept and said to be without effect."""
    desk.run("feeds", "stations", "rename", "x:B", "Bêta", "--reason", "accent")
    gone = {
        "stops": replaced("stops", ("B,Beta,48.51,7.71", "Z,Zoo,48.55,7.75")),
        "stop_times": replaced("stop_times", (",B,", ",Z,")),
    }
    desk.add("new", **gone)
    desk.run("feeds", "activate", "1")
    assert "sans effet" in desk.run("feeds", "stations", "list")[1]


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("join", "x:A", "x:NO"), "aucune station du réseau en service ne s’appelle x:NO"),
        (("join", "x:A"), "de 2 à 200 arrêts"),
        (("undo", "7"), "aucune décision n’a le numéro 7"),
    ],
)
def test_refused_in_one_sentence(desk: Desk, command: tuple[str, ...], told: str) -> None:
    """What cannot be decided is said with why, and exits with 1."""
    status, printed = desk.run("feeds", "stations", *command, "--reason", "r")
    assert status == 1
    assert told in printed


def test_candidates_are_listed(desk: Desk) -> None:
    """Without neighbours of another feed there is nothing to list."""
    assert desk.run("feeds", "stations", "candidates") == (0, "")
