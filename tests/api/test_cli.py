"""The command line: what it prints, and one sentence for what cannot be done."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from api.accounting import MeteredEvent
from api.cli import main
from api.regions import open_active
from api.service import Service
from api.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the demo region was built."""
    folder = tmp_path_factory.mktemp("var")
    assert main(["--var", str(folder), "build"]) == 0
    return folder


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("CORRESPONDANCE_")]:
        monkeypatch.delenv(name)
    for name in ("PORT", "HOST"):
        monkeypatch.delenv(name, raising=False)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that must fail; return the sentence it ends with."""
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return captured.err.strip().splitlines()[-1]


def test_building_again_does_nothing(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second time the network is found as it is."""
    assert main(["build", "--var", str(var)]) == 0
    assert "rien à refaire" in capsys.readouterr().err


def test_a_journey_between_names(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names are looked up, journeys are printed."""
    assert main(["plan", "université", "gare de valmont", "--var", str(var)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Université → Gare de Valmont\n")
    assert re.search(r"^  \d\d:\d\d Université — ", printed, flags=re.MULTILINE)


def test_a_journey_from_nowhere(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that nothing fits is told."""
    assert "xyzzy" in refusal(capsys, "plan", "xyzzy", "université", "--var", str(var))


def test_a_time_that_is_none(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same sentence as over HTTP."""
    asked = ("plan", "université", "technopole", "--time", "midi", "--var", str(var))
    assert "«\u00a0midi\u00a0»" in refusal(capsys, *asked)


def test_an_unknown_region_is_told_with_those_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence lists the regions."""
    told = refusal(capsys, "build", "--region", "bretagne", "--var", str(tmp_path))
    assert "bretagne" in told
    assert "alsace, val-commun" in told


def test_a_region_file_that_is_absent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence names the file."""
    missing = str(tmp_path / "here.toml")
    assert missing in refusal(capsys, "build", "--region", missing, "--var", str(tmp_path))


def test_a_data_folder_that_is_absent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence names the folder, and nothing is left behind."""
    var_, data = tmp_path / "var", tmp_path / "nowhere"
    asked = ("build", "--region", "alsace", "--data", str(data), "--var", str(var_))
    assert str(data) in refusal(capsys, *asked)
    assert not list(var_.rglob("*.npy"))


def test_a_feed_that_is_no_zip(
    var: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence names the feed."""
    data = tmp_path / "data"
    shutil.copytree(var / "val-commun" / "sources", data)
    (data / "urbain.zip").write_bytes(b"not a zip")
    text = (PROJECT / "regions" / "val-commun.toml").read_text("utf-8")
    region = tmp_path / "broken.toml"
    region.write_text(re.sub(r"^generator.*$", "", text, flags=re.MULTILINE), "utf-8")
    asked = ("build", "--region", str(region), "--data", str(data), "--var", str(tmp_path / "v"))
    assert "urbain" in refusal(capsys, *asked)
    assert not list((tmp_path / "v").rglob("*.npy"))


def test_a_folder_that_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence names the folder."""
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert str(blocked) in refusal(capsys, "build", "--var", str(blocked / "var"))


def test_costs_without_a_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing was charged yet: the sentence names the file."""
    assert "ledger.sqlite" in refusal(capsys, "--var", str(tmp_path), "costs", "show")


def test_accounts_that_are_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence names the file and the field, or the variable."""
    (tmp_path / "costs").mkdir()
    (tmp_path / "costs" / "2026-11.json").write_text("{}", encoding="utf-8")
    monkeypatch.setenv("CORRESPONDANCE_ACCOUNTS", str(tmp_path))
    told = refusal(capsys, "--var", str(tmp_path), "costs", "close", "2026-10")
    assert "2026-11.json" in told
    assert "answers_a_year" in told
    monkeypatch.delenv("CORRESPONDANCE_ACCOUNTS")
    monkeypatch.setenv("CORRESPONDANCE_ALERT_WEBHOOK", "ftp://somewhere")
    told = refusal(capsys, "--var", str(tmp_path), "costs", "verify")
    assert "CORRESPONDANCE_ALERT_WEBHOOK=ftp://somewhere" in told


def test_a_month_is_closed_with_the_members_of_the_network(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Closing opens the network in service for its authorities, and shares among them."""
    service = Service(Settings(var=var), open_active(Settings(var=var)), None)
    service.accountant.charge(
        MeteredEvent("health", 200, "api", cache_hit=False, network_version="f00d", robot=True)
    )
    service.accountant.close()
    month = f"{service.now():%Y-%m}"
    assert main(["--var", str(var), "costs", "close", month, "--provisional"]) == 0
    assert main(["--var", str(var), "costs", "show", "--month", month, "--json"]) == 0
    printed = capsys.readouterr().out
    shown = json.loads(printed[printed.index("{") :])
    authorities = service.snapshot.territories.authorities
    assert {*authorities, "exploitation"} <= {row["payer"] for row in shown["payers"]}
    assert shown["totalEuros"] == "25000.000000000"


def test_a_setting_that_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence names the variable."""
    monkeypatch.setenv("PORT", "http")
    assert "PORT=http" in refusal(capsys, "serve")


def test_a_port_that_is_taken(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence names the port and says what to do, before anything is built."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        told = refusal(capsys, "serve", "--var", str(var))
    assert f"Le port {port} de 127.0.0.1 est déjà pris" in told
    assert f"PORT={port + 1}" in told


def test_a_host_that_is_not_ours(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An address of another machine cannot be listened on."""
    monkeypatch.setenv("HOST", "192.0.2.1")
    assert "192.0.2.1" in refusal(capsys, "serve", "--var", str(var))


@pytest.fixture
def server(var: Path) -> Iterator[subprocess.Popen[str]]:
    """Return a server that was started as people start it, on a free port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--var", str(var)],
        cwd=PROJECT,
        env={**os.environ, "PORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        process.kill()


def announced(server: subprocess.Popen[str]) -> list[str]:
    """Wait until a server listens; return the lines it printed."""
    assert server.stdout is not None
    printed: list[str] = []
    while not printed or "Ctrl-C" not in printed[-1]:
        line = server.stdout.readline()
        assert line, "the server ended before it listened"
        printed.append(line.strip())
    return printed


def interrupted(server: subprocess.Popen[str]) -> str:
    """Press Ctrl-C, which must end a server in good order; return its log."""
    assert server.stderr is not None
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=30) == 0
    return server.stderr.read()


def test_the_printed_addresses_work_until_interrupted(server: subprocess.Popen[str]) -> None:
    """Address, three examples that answer, then Ctrl-C ends it in good order."""
    examples = [line for line in announced(server) if "?fromPlace=" in line]
    assert len(examples) == 3
    for address in examples:
        with urlopen(address) as answer:
            assert "Cette recherche a coûté" in answer.read().decode()
    assert "Traceback" not in interrupted(server)


def test_the_log_tells_nothing_of_people(server: subprocess.Popen[str]) -> None:
    """A request that is not HTTP leaves neither address nor question in the log."""
    address = announced(server)[0].split()[-1]
    port = int(address.rstrip("/").rsplit(":", maxsplit=1)[-1])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET /?fromPlace=48.0123,7.0456 HTTZ/9\r\n\r\n")
        assert b"400" in connection.recv(100)
    log = interrupted(server)
    assert "Invalid request" in log
    assert "127.0.0.1" not in log
    assert "48.0123" not in log
