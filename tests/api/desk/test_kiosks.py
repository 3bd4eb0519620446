"""Kiosks in the registry: kept, changed, opened by one machine at a time, retired."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.desk.errors import DeskError, UnknownHereError
from api.desk.registry import Registry
from api.desk.registry.kiosks import LINK_FOR, KioskBook
from feeds import Kiosk, KioskTheme
from tests.api.desk.conftest import NOW

GARE = Kiosk("gare", "Gare de l’Ouest", "t:Gare", "999000001", languages=("de", "fr"))


@pytest.fixture
def book(registry: Registry) -> KioskBook:
    """Return kiosks with one of them."""
    registry.kiosks.add(GARE, who="lea")
    return registry.kiosks


def test_kiosk_is_kept_as_it_was_configured(book: KioskBook) -> None:
    """Every field comes back, and nobody has opened it."""
    kept = book.one("gare")
    assert kept.kiosk == GARE
    assert (kept.retired_at, kept.link_until, kept.opened_at) == (None, None, None)
    assert book.find("gare") == kept
    assert book.find("nowhere") is None


def test_change_is_written_down_field_by_field(book: KioskBook) -> None:
    """History says who changed what into what; saving the same again says nothing."""
    changed = replace(GARE, theme=KioskTheme.DARK, languages=("fr",))
    book.change(changed, who="lea")
    book.change(changed, who="jean")
    assert book.one("gare").kiosk == changed
    told = [(one.who, one.action, one.detail) for one in book.history("gare")]
    assert told == [("lea", "change", "languages: fr, theme: dark"), ("lea", "add", GARE.title)]


def test_link_is_good_once(book: KioskBook) -> None:
    """The first machine that opens it is the kiosk; a second one is not."""
    token = book.give_link("gare", who="lea")
    secret = book.open("gare", token)
    assert secret is not None
    assert book.admits("gare", secret)
    assert book.one("gare").opened_at == NOW
    assert book.open("gare", token) is None
    assert not book.admits("gare", token)


@pytest.mark.parametrize("given", ["", "wrong"])
def test_wrong_code_opens_nothing(book: KioskBook, given: str) -> None:
    """Neither while a link is open nor where none ever was."""
    assert book.open("gare", given) is None
    book.give_link("gare", who="lea")
    assert book.open("gare", given) is None
    assert not book.admits("gare", given)


def test_new_link_replaces_the_old_one_and_then_the_machine(book: KioskBook) -> None:
    """The machine goes on until another one opens the new link."""
    secret = book.open("gare", book.give_link("gare", who="lea")) or ""
    lost, new = (book.give_link("gare", who="lea") for _ in range(2))
    assert book.admits("gare", secret)
    assert book.open("gare", lost) is None
    assert book.open("gare", new) is not None
    assert not book.admits("gare", secret)


def test_link_is_over_after_its_time(where: str, tmp_path: Path) -> None:
    """A link that nobody opened in time is worth nothing."""
    now = [NOW]
    book = Registry(where, tmp_path / "files", lambda: now[0]).kiosks
    book.add(GARE, who="lea")
    token = book.give_link("gare", who="lea")
    now[0] += LINK_FOR
    assert book.open("gare", token) is None
    now[0] -= timedelta(seconds=1)
    assert book.open("gare", token) is not None


def test_taking_back_shuts_link_and_machine_out(book: KioskBook) -> None:
    """Neither the machine nor a link that was given open it any more."""
    secret = book.open("gare", book.give_link("gare", who="lea")) or ""
    token = book.give_link("gare", who="lea")
    book.close("gare", who="lea")
    assert not book.admits("gare", secret)
    assert book.open("gare", token) is None


def test_retired_kiosk_is_over_for_good(book: KioskBook) -> None:
    """It is found no more, cannot be changed, and its name is not given again."""
    secret = book.open("gare", book.give_link("gare", who="lea")) or ""
    book.retire("gare", who="lea")
    assert book.find("gare") is None
    assert not book.admits("gare", secret)
    assert [kept.retired_at for kept in book.all()] == [NOW]
    for refused in (book.retire, book.close, book.give_link):
        with pytest.raises(UnknownHereError, match="gare"):
            refused("gare", who="lea")
    with pytest.raises(DeskError, match="gare"):
        book.add(GARE, who="lea")


def test_being_seen_is_written_once_a_minute(where: str, tmp_path: Path) -> None:
    """A kiosk that asks every half minute costs one row that is renewed."""
    now = [NOW]
    book = Registry(where, tmp_path / "files", lambda: now[0]).kiosks
    for later_s, told_s in ((0, 0), (59, 0), (60, 60)):
        now[0] = NOW + timedelta(seconds=later_s)
        book.seen("of-the-region-file")
        assert book.last_seen() == {"of-the-region-file": NOW + timedelta(seconds=told_s)}


def test_database_holds_no_secret(tmp_path: Path) -> None:
    """Of links and machines only hashes are on the disk."""
    path = tmp_path / "registry.sqlite"
    book = Registry(path, tmp_path / "files", lambda: NOW).kiosks
    book.add(GARE, who="lea")
    opened = book.give_link("gare", who="lea")
    secret = book.open("gare", opened)
    given = book.give_link("gare", who="lea")
    content = path.read_bytes()
    assert b"gare" in content
    assert not [one for one in (opened, secret, given) if one is None or one.encode() in content]
