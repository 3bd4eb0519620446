"""Fetching feeds: what may be reached, how much is taken, what an unchanged file costs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask import Flask

from api.desk import DeskError
from api.desk.addresses import checked_target, is_public
from api.desk.alerts import alerts
from api.desk.limits import Room
from api.desk.pulling import Known, Limits, back_off_s, pull
from api.desk.receiving import pull_all
from api.desk.registry import Registry, State, Version
from tests.api.desk.conftest import NOW
from tests.feeds.small_feed import write_zip

NOBODY: frozenset[str] = frozenset()
CONTENT = b"PK" + b"x" * 200_000


def at(*addresses: str) -> object:
    """Return a look-up that always gives these addresses."""
    return lambda _host, _port: list(addresses)


PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1",
    "2002:7f00:1::1", "2001:0:7f00:1::1", "2001:db8::1", "not an address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_address_that_is_not_public(address: str) -> None:
    """Loop-back, private, link-local, shared, multicast, reserved, IPv6 that stands for them."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:8.8.8.8"])
def test_address_that_is_public(address: str) -> None:
    """Addresses of the open internet are."""
    assert is_public(address)


REFUSED = [
    ("file:///etc/passwd", "seuls http et https"),
    ("ftp://op.example/gtfs.zip", "seuls http et https"),
    ("gopher://op.example/", "seuls http et https"),
    ("//op.example/gtfs.zip", "seuls http et https"),
    ("https://user:secret@op.example/", "ne sont pas admis"),
    ("https:///gtfs.zip", "pas de nom d’hôte"),
    ("https://op.example:99999/", "n’est pas une adresse"),
    ("https://[::1/", "n’est pas une adresse"),
    ("https://op.example/ HTTP/1.1\r\nHost: x", "pas de nom d’hôte lisible"),
]


@pytest.mark.parametrize(("url", "reason"), REFUSED)
def test_url_that_is_refused(url: str, reason: str) -> None:
    """Other schemes, passwords, hosts that are none: nothing is looked up."""
    with pytest.raises(DeskError, match=reason) as caught:
        checked_target(url, NOBODY, at("93.184.215.14"))  # type: ignore[arg-type]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/",
        "http://127.1/", "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
    ],
)  # fmt: skip
def test_loop_back_however_it_is_written(url: str) -> None:
    """Numbers, octal, hexadecimal, short and mapped forms all are the loop-back address."""
    with pytest.raises(DeskError, match=r"n’est pas une adresse publique|est inconnu"):
        checked_target(url, NOBODY)


def test_name_with_a_private_address_among_public_ones() -> None:
    """One address that is not public refuses the name."""
    find = at("93.184.215.14", "10.0.0.1")
    with pytest.raises(DeskError, match=r"10\.0\.0\.1"):
        checked_target("https://op.example/", NOBODY, find)  # type: ignore[arg-type]


def test_name_is_looked_up_once() -> None:
    """The address that was checked is the one that is connected to (DNS rebinding)."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    found = checked_target("https://op.example./x", NOBODY, lambda _host, _port: next(answers))
    assert found == ("https", "op.example", 443, "93.184.215.14")
    assert next(answers) == ["127.0.0.1"]


class Handler(BaseHTTPRequestHandler):
    """Answers as a server of feeds does, well and badly."""

    feed = b""

    def do_GET(self) -> None:
        """Answer by path."""
        match self.path.split("?")[0]:
            case "/gtfs.zip" if self.headers.get("If-None-Match") == '"1"':
                self._answer(304)
            case "/gtfs.zip":
                self._answer(200, CONTENT, ETag='"1"')
            case "/feed.zip" if self.headers.get("If-None-Match") == '"2"':
                self._answer(304)
            case "/feed.zip":
                self._answer(200, self.feed, ETag='"2"')
            case "/moved":
                self._answer(302, Location="/gtfs.zip")
            case "/inside":
                self._answer(302, Location="http://10.0.0.1/secret")
            case "/file":
                self._answer(302, Location="file:///etc/passwd")
            case "/loop":
                self._answer(301, Location="/loop")
            case "/short":
                self._answer(200, CONTENT, length=len(CONTENT) + 10)
            case _:
                self._answer(500)

    def _answer(
        self, status: int, body: bytes = b"", length: int | None = None, **headers: str
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve on the loop-back address; return the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


ALLOWED = Limits(timeout_s=5, allowed_hosts=frozenset({"127.0.0.1"}))


@pytest.mark.parametrize("path", ["/gtfs.zip?key=1", "/moved"])
def test_file_is_fetched(server: str, tmp_path: Path, path: str) -> None:
    """The whole file is written, redirects followed."""
    pulled = pull(server + path, tmp_path / "x.zip", Known(), ALLOWED)
    assert (pulled.n_bytes, pulled.known.etag) == (len(CONTENT), '"1"')
    assert (tmp_path / "x.zip").read_bytes() == CONTENT


def test_unchanged_file_is_not_sent_again(server: str, tmp_path: Path) -> None:
    """With the ETag of the last time nothing is written."""
    pulled = pull(server + "/gtfs.zip", tmp_path / "x.zip", Known('"1"'), ALLOWED)
    assert (pulled.n_bytes, pulled.known.etag) == (None, '"1"')
    assert not (tmp_path / "x.zip").exists()


FAILURES = [
    ("/inside", ALLOWED, "n’est pas une adresse publique"),
    ("/file", ALLOWED, "seuls http et https"),
    ("/loop", ALLOWED, "plus de 5 redirections"),
    ("/short", ALLOWED, "127.0.0.1"),
    ("/error", ALLOWED, "répond 500"),
    ("/gtfs.zip", Limits(largest_bytes=1000, allowed_hosts=ALLOWED.allowed_hosts), "plus de 1 Mio"),
    ("/gtfs.zip", Limits(), "n’est pas une adresse publique"),
]


@pytest.mark.parametrize(("path", "limits", "reason"), FAILURES)
def test_fetch_that_fails(
    server: str, tmp_path: Path, path: str, limits: Limits, reason: str
) -> None:
    """Redirects into the house, endless ones, cut or oversized answers are refused."""
    with pytest.raises(DeskError, match=reason):
        pull(server + path, tmp_path / "x.zip", Known(), limits)


def test_server_that_never_ends(server: str, tmp_path: Path) -> None:
    """The whole fetch has a limit, not only each step of it."""
    ticks = iter(range(0, 10_000, 400))
    limits = Limits(allowed_hosts=ALLOWED.allowed_hosts, clock=lambda: next(ticks))
    with pytest.raises(DeskError, match="rien d’entier après 600"):
        pull(server + "/gtfs.zip", tmp_path / "x.zip", Known(), limits)


def test_waiting_grows_with_failures() -> None:
    """Five minutes, doubled each time, a day at most."""
    assert [back_off_s(n) for n in (0, 1, 2, 3, 20)] == [0, 300, 600, 1200, 86_400]


def test_pulled_file_becomes_a_version(registry: Registry, server: str, tmp_path: Path) -> None:
    """What was fetched is received and checked; unchanged it is not; a failure waits longer."""
    Handler.feed = write_zip(tmp_path / "feed.zip").read_bytes()
    registry.pulls.set_url("x", f"{server}/feed.zip")

    def pull_due(now: datetime) -> list[object]:
        due = registry.pulls.due(now)
        return [result for _, result in pull_all(registry, due, ALLOWED, Room(), now)]

    (version,) = pull_due(NOW)
    assert isinstance(version, Version)
    assert (version.state, version.received_by) == (State.ACCEPTED, "pull")
    assert version.source == f"{server}/feed.zip"
    assert pull_due(NOW + timedelta(hours=5)) == []
    assert pull_due(NOW + timedelta(hours=6)) == [None]
    registry.pulls.set_url("x", f"{server}/error")
    for _ in range(2):
        (error,) = [
            result for _, result in pull_all(registry, registry.pulls.all(), ALLOWED, Room(), NOW)
        ]
        assert isinstance(error, DeskError)
    (pull_,) = registry.pulls.all()
    assert (pull_.failures, pull_.next_at) == (2, NOW + timedelta(minutes=10))
    assert "500" in str(pull_.last_error)
    assert len(registry.versions("x")) == 1


def test_failure_is_read_in_any_language(app: Flask, registry: Registry, server: str) -> None:
    """What failed by night, in French, is told in the language of whoever reads it."""
    registry.pulls.set_url("x", f"{server}/error")
    list(pull_all(registry, registry.pulls.all(), ALLOWED, Room(), NOW))
    for language, told in (("en", "127.0.0.1 answers 500"), ("fr", "127.0.0.1 répond 500")):
        with app.test_request_context(f"/?lang={language}"):
            (alert,) = alerts(registry, NOW.date())
            assert told in alert.detail


def test_failure_kept_by_an_older_version_is_read() -> None:
    """A sentence that was kept without its values is told as it stands."""
    assert str(DeskError.restored("h répond 100 % faux")) == "h répond 100 % faux"
