"""`[[kiosks]]` of a region file: read, kept in the manifest, refused field by field."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.languages import LANGUAGES as OF_PAGES
from feeds import InvalidRegionError, Kiosk, KioskKeyboard, KioskKind, KioskTheme, load_region
from feeds.kiosks import LANGUAGES, kiosk_json, kiosk_of
from tests.feeds.small_region import TOML

KIOSK = """
[[kiosks]]
id = "gare"
title = "Gare"
place = "x:A"
owner = "999000001"
"""
CHOSEN = (
    'kind = "screen"\nlanguages = ["de", "fr"]\ntheme = "dark"\nkeyboard = "none"\nidle_s = 90\n'
)


def read(folder: Path, text: str) -> tuple[Kiosk, ...]:
    """Return the kiosks of a region file with more in it."""
    path = folder / "small.toml"
    path.write_text(TOML + text, "utf-8")
    return load_region(path).kiosks


def test_kiosk_is_read_with_what_it_leaves_out(tmp_path: Path) -> None:
    """Four fields are enough; the others have their defaults."""
    assert read(tmp_path, KIOSK) == (Kiosk("gare", "Gare", "x:A", "999000001"),)
    assert read(tmp_path, "") == ()


def test_kiosk_comes_back_out_of_the_manifest(tmp_path: Path) -> None:
    """Every field is written and read again."""
    (kiosk,) = read(tmp_path, KIOSK + CHOSEN)
    assert (kiosk.kind, kiosk.theme) == (KioskKind.SCREEN, KioskTheme.DARK)
    assert (kiosk.keyboard, kiosk.languages, kiosk.idle_s) == (
        KioskKeyboard.NONE,
        ("de", "fr"),
        90,
    )
    assert kiosk_of(kiosk_json(kiosk)) == kiosk


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (KIOSK.replace('"gare"', '"Gare 1"'), "kiosks[0].id"),
        (KIOSK.replace("999000001", "9:9"), "kiosks[0].owner"),
        (KIOSK.replace('title = "Gare"', ""), "kiosks[0].title"),
        (KIOSK + 'theme = "pink"', "kiosks[0].theme"),
        (KIOSK + 'languages = ["it"]', "kiosks[0].languages"),
        (KIOSK + 'languages = ["fr", "fr"]', "kiosks[0].languages"),
        (KIOSK + "languages = []", "kiosks[0].languages"),
        (KIOSK + "idle_s = 5", "kiosks[0].idle_s"),
        (KIOSK + "them = 1", "kiosks[0].them"),
        (KIOSK + KIOSK, "kiosks"),
    ],
)
def test_mistake_names_its_field(tmp_path: Path, text: str, field: str) -> None:
    """What cannot be is refused when the file is read."""
    with pytest.raises(InvalidRegionError) as caught:
        read(tmp_path, text)
    assert caught.value.field == field


def test_kiosks_offer_the_languages_of_the_pages() -> None:
    """A language that pages learn is one that kiosks may offer."""
    assert set(LANGUAGES) == set(OF_PAGES)
