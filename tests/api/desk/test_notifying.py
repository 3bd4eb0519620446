"""Alerts are told once each: a letter in the outbox, a signed post to the webhook."""

from __future__ import annotations

import email
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email.policy import default
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from api.desk.alerts import Alert, alerts
from api.desk.errors import DeskError
from api.desk.notifying import notify
from api.desk.pulling import Limits
from api.desk.registry import Registry
from api.desk.webhook import SIGNATURE, Webhook, signature
from api.settings import Settings
from feeds import Region, load_region
from feeds.inspect import inspect_feed
from tests.api.desk.conftest import NOW
from tests.feeds.small_feed import write_zip

LAST = date(2026, 6, 30)
PROJECT = Path(__file__).resolve().parents[3]
FAILED = Alert("x", "Operator", "pull_failed", "op.example répond 500", "https://op.example/x")


class Receiver(BaseHTTPRequestHandler):
    """Keeps what is posted; answers as it is told."""

    status = 204
    got: list[tuple[dict[str, str], bytes]] = []  # noqa: RUF012  # shared on purpose

    def do_POST(self) -> None:
        """Take a message."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((dict(self.headers), body))
        self.send_response(self.status)
        self.send_header("Location", "http://10.0.0.1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[str]:
    """Serve on the loop-back address; return the address."""
    Receiver.got.clear()
    Receiver.status = 204
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook?for=desk"
        server.shutdown()
        thread.join()


@pytest.fixture
def region() -> Region:
    """Return a region of the program."""
    return load_region(PROJECT / "regions" / "val-commun.toml")


def settings(folder: Path, url: str | None = None, **changes: object) -> Settings:
    """Return settings that allow the loop-back address."""
    allowed = Settings(
        var=folder,
        desk_webhook=url,
        desk_webhook_secret="whisper",
        pull_hosts=frozenset({"127.0.0.1"}),
    )
    return replace(allowed, **changes)  # type: ignore[arg-type]


def test_what_is_an_alert(registry: Registry, tmp_path: Path) -> None:
    """The last fortnight, days that are over, a version that was refused, a fetch that failed."""
    path = write_zip(tmp_path / "june.zip")
    version = registry.receive("x", path, who="claire", source="console")
    registry.checked(version.id, inspect_feed(path, NOW.date()), who="claire")
    registry.activate(version.id, who="claire", starts_on=None, today=NOW.date())
    fortnight = LAST - timedelta(days=14)
    assert alerts(registry, fortnight) == []
    kinds = [alerts(registry, fortnight + timedelta(days=days))[0].kind for days in (1, 14, 15)]
    assert kinds == ["expires", "expires", "expired"]
    (tmp_path / "bad.zip").write_bytes(b"<html>")
    bad = registry.receive("x", tmp_path / "bad.zip", who="claire", source="console")
    registry.checked(bad.id, inspect_feed(tmp_path / "bad.zip", NOW.date()), who="claire")
    registry.pulls.set_url("x", "https://op.example/x")
    registry.pulls.failed(registry.pulls.all()[0], DeskError("op.example répond 500"), NOW)
    found = alerts(registry, fortnight)
    assert [alert.kind for alert in found] == ["pull_failed", "refused"]
    assert found[1].sentence() == "la version 2 a été refusée, celle d’avant reste"


def test_a_letter_is_written_once(registry: Registry, region: Region, tmp_path: Path) -> None:
    """A new alert is in one letter; the same again is in none, another reason neither."""
    told = settings(tmp_path, contact="bureau@example.org")
    (path,) = notify(registry, [FAILED], told, region, NOW).letters
    letter = email.message_from_bytes(path.read_bytes(), policy=default)
    assert letter["To"] == "bureau@example.org"
    assert letter["Date"] == "Wed, 10 Jun 2026 09:30:00 +0000"
    assert "op.example répond 500" in letter.get_content()
    again = replace(FAILED, detail="op.example répond 503")
    assert notify(registry, [again], told, region, NOW + timedelta(hours=1)).letters == []
    assert notify(registry, [], told, region, NOW + timedelta(hours=2)).letters == []
    (second,) = notify(registry, [FAILED], told, region, NOW + timedelta(hours=3)).letters
    assert second != path


def test_the_webhook_gets_a_signed_message_once(
    registry: Registry, region: Region, receiver: str, tmp_path: Path
) -> None:
    """JSON with what happened, whose signature whoever knows the secret can check."""
    told = settings(tmp_path, receiver)
    assert notify(registry, [FAILED], told, region, NOW).failures == []
    assert notify(registry, [FAILED], told, region, NOW + timedelta(days=2)).failures == []
    ((headers, body),) = Receiver.got
    seconds, _comma, signed = headers[SIGNATURE].partition(",v1=")
    expected = hmac.new(b"whisper", f"{seconds[2:]}.".encode() + body, sha256).hexdigest()
    assert signed == expected
    message = json.loads(body)
    assert (message["kind"], message["feed"], message["region"]) == (
        "pull_failed",
        "x",
        "val-commun",
    )
    assert message["since"] == "2026-06-10T09:30:00+00:00"


@pytest.mark.parametrize("status", [500, 302, 404])
def test_a_message_that_is_not_taken_is_posted_again_later(
    registry: Registry, region: Region, receiver: str, tmp_path: Path, status: int
) -> None:
    """After five minutes, then ten; a redirect is not followed; the letter is not written again."""
    told = settings(tmp_path, receiver)
    Receiver.status = status
    outcome = notify(registry, [FAILED], told, region, NOW)
    assert f"répond {status}" in str(outcome.failures[0])
    for minutes, posts in ((4, 1), (5, 2), (14, 2), (15, 3)):
        later = notify(registry, [FAILED], told, region, NOW + timedelta(minutes=minutes))
        assert later.letters == []
        assert len(Receiver.got) == posts
    Receiver.status = 200
    assert notify(registry, [FAILED], told, region, NOW + timedelta(hours=1)).failures == []
    assert notify(registry, [FAILED], told, region, NOW + timedelta(days=9)).failures == []
    assert len(Receiver.got) == 4


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://[::1]/", "file:///etc/passwd"])
def test_addresses_are_checked_like_those_of_feeds(url: str) -> None:
    """Nothing is posted into the house."""
    with pytest.raises(DeskError, match=r"adresse publique|seuls http"):
        Webhook(url, "", Limits()).post({}, NOW)


def test_nobody_answers(registry: Registry, region: Region, tmp_path: Path) -> None:
    """A host that is not there is a failure like another, and the letter is there all the same."""
    outcome = notify(registry, [FAILED], settings(tmp_path, "http://127.0.0.1:1/"), region, NOW)
    assert "ne répond pas" in str(outcome.failures[0])
    assert len(outcome.letters) == 1


def test_without_a_secret_nothing_is_signed(receiver: str) -> None:
    """The header is absent; with one it changes with the body and the time."""
    allowed = Limits(allowed_hosts=frozenset({"127.0.0.1"}))
    Webhook(receiver, "", allowed).post({"kind": "test"}, NOW)
    assert SIGNATURE not in Receiver.got[0][0]
    signed = {signature("s", body, at) for body in (b"a", b"b") for at in (NOW, NOW + timedelta(1))}
    assert len(signed) == 4
