"""The commands of the registry, from a file to a network in service and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli import main
from feeds import Snapshot, active_version, open_snapshot
from planner import Network
from tests.feeds.small_feed import GOOD, replaced, write_zip
from tests.feeds.small_region import write_data, write_region


class Desk:
    """Runs commands on a small region."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._region = write_region(folder).path
        self._data = write_data(folder)
        self._capsys = capsys

    def run(self, *command: str) -> tuple[int, str]:
        """Run a command; return its status and what it printed, errors too."""
        options = ["--region", str(self._region), "--data", str(self._data)]
        status = main([*options, "--var", str(self.folder / "var"), *command])
        printed = self._capsys.readouterr()
        return status, printed.out + printed.err

    def add(self, name: str, *options: str, **tables: str) -> tuple[int, str]:
        """Hand in the good feed with some tables replaced."""
        path = write_zip(self.folder / f"{name}.zip", **tables)
        return self.run("feeds", "add", str(path), *(options or ("--feed", "x")))

    def stop_ids(self) -> set[str]:
        """Return the ids of the stops of the network in service."""
        return {id_ for id_, _ in self.stops()}

    def stops(self) -> set[tuple[str, str]]:
        """Return the ids and names of the stops of the network in service."""
        network = self.network()
        return set(zip(network.stop_id, network.stop_name, strict=True))

    def network(self) -> Network:
        """Return the network in service."""
        return self.snapshot().network

    def snapshot(self) -> Snapshot:
        """Return what is in service."""
        store = self.folder / "var" / "small" / "networks"
        version = active_version(store)
        assert version is not None
        return open_snapshot(store, version)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a desk on a region whose network is built from its own file."""
    desk = Desk(tmp_path, capsys)
    assert desk.run("build")[0] == 0
    return desk


BETAMAX = {"stops": replaced("stops", ("Beta", "Betamax"))}


def test_from_a_file_to_service_and_back(desk: Desk) -> None:
    """A version is received, put into service, and taken back in one step."""
    status, printed = desk.add("new", **BETAMAX)
    assert (status, "acceptée" in printed) == (0, True)
    assert ("x:B", "Beta") in desk.stops()
    assert desk.run("feeds", "activate", "1")[0] == 0
    assert ("x:B", "Betamax") in desk.stops()
    assert "en service" in desk.run("feeds", "list")[1]
    assert desk.run("feeds", "rollback", "x")[0] == 0
    assert ("x:B", "Beta") in desk.stops()
    history = desk.run("feeds", "history", "x")[1]
    assert [line.split("\t")[2].split()[2] for line in history.splitlines()] == [
        "retirée",
        "mise",
        "contrôlée",
        "reçue",
    ]


def test_refused_file_changes_nothing(desk: Desk) -> None:
    """A feed that is refused ends with 1 and cannot be put into service."""
    status, printed = desk.add("bad", stops=replaced("stops", ("stop_lat", "lat")))
    assert (status, "refusée" in printed) == (1, True)
    status, printed = desk.run("feeds", "activate", "1")
    assert (status, "n’est pas acceptée" in printed) == (1, True)
    assert ("x:B", "Beta") in desk.stops()


def test_build_that_fails_leaves_service_alone(desk: Desk) -> None:
    """A version that passes its checks and cannot be built is taken out again."""
    short = replaced("calendar", ("20260601,20260630", "20260601,20260603"))
    desk.add("short", calendar=short, **BETAMAX)
    status, printed = desk.run("feeds", "activate", "1")
    assert (status, "aucune semaine entière" in printed) == (1, True)
    assert ("x:B", "Beta") in desk.stops()
    assert "acceptée" in desk.run("feeds", "list")[1]
    assert desk.run("build")[0] == 0


def test_feed_that_is_not_in_the_region(desk: Desk) -> None:
    """A new operator's feed joins the network, credited as it says."""
    assert "donnez --operator" in desk.add("y", "--feed", "y")[1]
    options = ("--feed", "y", "--operator", "Other", "--licence", "ODbL-1.0")
    assert desk.add("y", *options)[0] == 0
    assert desk.run("feeds", "activate", "1")[0] == 0
    assert {"x:A", "y:A"} <= desk.stop_ids()
    assert "une minuscule" in desk.add("z", "--feed", "Z!", "--operator", "O", "--licence", "L")[1]


def test_person_decides_on_rows_left_out(desk: Desk) -> None:
    """A version of which rows are left out waits until somebody accepts it."""
    desk.add("skip", trips=GOOD["trips"] + "\nL,NEVER,T,Gamma")
    assert desk.run("feeds", "activate", "1")[0] == 1
    assert desk.run("feeds", "accept", "1", "--reason", "school")[0] == 0
    assert desk.run("feeds", "activate", "1")[0] == 0


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("x",), "n’a pas d’adresse"),
        (("--url", "https://op.example/x.zip"), "demande le jeu"),
        (("y", "--url", "https://op.example/x.zip"), "aucun jeu ne s’appelle «\u00a0y\u00a0»"),
        (("x", "--url", "http://127.0.0.1/x.zip"), "n’est pas une adresse publique"),
        (("x", "--url", "file:///etc/passwd"), "seuls http et https"),
    ],
)
def test_address_that_is_refused(desk: Desk, options: tuple[str, ...], reason: str) -> None:
    """An address that may not be fetched is not kept; nothing is asked of it."""
    status, printed = desk.run("feeds", "pull", *options)
    assert (status, reason in printed) == (1, True)
    assert desk.run("feeds", "pull") == (0, "")


def test_access_and_alerts(desk: Desk) -> None:
    """A token is printed once, its name is taken, it is taken back; past days are an alert."""
    status, printed = desk.run("feeds", "token", "claire", "--feed", "x")
    assert (status, printed.startswith("corr_")) == (0, True)
    assert "s’appelle déjà" in desk.run("feeds", "token", "claire", "--feed", "x")[1]
    assert desk.run("feeds", "token", "claire", "--revoke")[0] == 0
    assert "aucun jeton valable" in desk.run("feeds", "token", "claire", "--revoke")[1]
    assert "est pour un jeu" in desk.run("feeds", "token", "jean")[1]
    assert "aucun jeu ne s’appelle" in desk.run("feeds", "token", "jean", "--feed", "nope")[1]
    assert desk.run("feeds", "alerts") == (0, "")
    desk.add("june")
    desk.run("feeds", "activate", "1")
    status, printed = desk.run("feeds", "alerts")
    assert (status, "30/06/2026" in printed) == (1, True)
    status, printed = desk.run("feeds", "notify")
    assert (status, "courriel prêt" in printed, ".eml" in printed) == (0, True, True)
    assert desk.run("feeds", "notify") == (0, "")


def test_former_ids_lead_to_those_of_today(desk: Desk) -> None:
    """A version that calls a stop and a line otherwise keeps the former ids alive, both ways."""
    renamed = {
        "stops": replaced("stops", ("B,Beta", "NEW,Beta")),
        "stop_times": replaced("stop_times", (",B,", ",NEW,")),
        "routes": replaced("routes", ("L,OP", "LINE,OP")),
        "trips": replaced("trips", ("L,W,GOOD", "LINE,W,GOOD"), ("L,W,BAD", "LINE,W,BAD")),
    }
    assert desk.add("new", **renamed)[0] == 0
    assert desk.run("feeds", "activate", "1")[0] == 0
    former = desk.snapshot().former_ids
    assert former.places == {"x:B": "x:NEW"}
    assert former.lines == {"x:L": "x:LINE"}
    assert desk.run("feeds", "rollback", "x")[0] == 0
    former = desk.snapshot().former_ids
    assert (former.places["x:NEW"], former.lines) == ("x:B", {"x:LINE": "x:L"})
