"""`correspondance kiosks`: listed, added, opened by a link, retired."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.desk.test_registry_commands import Desk

ADD = ("kiosks", "add", "gare", "--title", "Gare", "--place", "Alpha", "--owner", "exploitation")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a desk on a region whose network is built from its own file."""
    desk = Desk(tmp_path, capsys)
    assert desk.run("build")[0] == 0
    return desk


def test_kiosk_from_its_first_to_its_last_day(desk: Desk) -> None:
    """Added, given a link that is printed once, taken back, retired; the list follows."""
    assert desk.run(*ADD)[0] == 0
    assert "gare\ttouch\tGare\tstation:x:A\texploitation\tà mettre en service\t–" in listed(desk)
    status, link = desk.run("kiosks", "token", "gare")
    assert (status, link.splitlines()[-1].startswith("/borne/gare/ouvrir#")) == (0, True)
    assert desk.run("kiosks", "token", "gare", "--revoke")[0] == 0
    assert desk.run("kiosks", "retire", "gare", "--who", "claire")[0] == 0
    assert "hors d’usage" in listed(desk)
    assert desk.run("kiosks", "token", "gare")[0] == 1


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--owner", "nobody", "nobody"),
        ("--place", "zzz", "zzz"),
        ("--languages", "fr,it", "fr, de, en"),
        ("--idle", "1", "15"),
    ],
)
def test_what_cannot_be_is_refused(
    desk: Desk, capsys: pytest.CaptureFixture[str], option: str, value: str, said: str
) -> None:
    """One sentence names the value or what may stand in its place; nothing is kept."""
    assert desk.run(*ADD, option, value)[0] == 1
    assert listed(desk).strip() == ""


def listed(desk: Desk) -> str:
    """Return what the list prints."""
    status, printed = desk.run("kiosks", "list")
    assert status == 0
    return printed
