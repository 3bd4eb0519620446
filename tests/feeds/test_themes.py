"""Looks of a region file: unreadable colours and logos that do more than draw are refused."""

from __future__ import annotations

import struct
from datetime import date
from pathlib import Path

import pytest

from feeds import InvalidRegionError, build_region, open_snapshot
from feeds.logos import MOST_BYTES, LogoError, read_logo
from feeds.region import Region
from tests.feeds.small_feed import write_zip
from tests.feeds.small_region import write_region, write_territories

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><path d="M0 0h9z"/>%s</svg>'
THEME = """[theme]
name = "Small"
logo = "logo.svg"
main = "#0b4f6c"
accent = "#f4b53f"

[[themes]]
authority = "999000001"
hosts = ["south.example"]
name = "South"
main = "#7a1f3d"
accent = "#f2c14e"

[replay]"""


def region_with(folder: Path, *changes: tuple[str, str]) -> Region:
    """Return the small region with both looks, some text of them replaced."""
    theme = THEME
    for old, new in changes:
        assert old in theme, old
        theme = theme.replace(old, new)
    return write_region(folder, ("[replay]", theme))


def drawn(folder: Path, inside: str = "") -> Path:
    """Write a logo."""
    path = folder / "logo.svg"
    path.write_text(DRAWING % inside, "utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Write the files of the region, logo included."""
    write_zip(tmp_path / "x.zip")
    write_territories(tmp_path)
    drawn(tmp_path)
    return tmp_path


def test_looks_are_in_the_network(data: Path) -> None:
    """Both looks and the logo come with the network in service."""
    region = region_with(data)
    var = data / "var"
    version = build_region(
        region, data=data, var=var, today=date(2026, 6, 10), report=lambda _progress: None
    )
    snapshot = open_snapshot(var / "small" / "networks", version)
    own, south = snapshot.manifest.themes
    assert (own.name, own.main, own.accent, own.hosts) == ("Small", "0b4f6c", "f4b53f", ())
    assert (south.authority, south.hosts, south.logo) == ("999000001", ("south.example",), None)
    assert own.logo is not None
    assert (own.logo.width, own.logo.height) == (300, 100)
    assert snapshot.logos == {own.logo.file: (data / "logo.svg").read_bytes()}


def test_a_logo_that_is_refused_leaves_the_network_in_service(data: Path) -> None:
    """The build fails with the field and the reason; what was in service stays."""
    region, var = region_with(data), data / "var"
    today = date(2026, 6, 10)
    version = build_region(region, data=data, var=var, today=today, report=lambda _progress: None)
    drawn(data, "<script>1</script>")
    with pytest.raises(InvalidRegionError, match=r"theme\.logo: logo\.svg holds <script>"):
        build_region(region, data=data, var=var, today=today, report=lambda _progress: None)
    assert (var / "small" / "networks" / "active").read_text("utf-8").strip() == version


def test_an_authority_of_another_region_is_refused(data: Path) -> None:
    """A look belongs to an authority that the region's communes have."""
    region = region_with(data, ("999000001", "999999999"))
    with pytest.raises(InvalidRegionError, match=r"themes\.authority: 999999999 is not in"):
        build_region(
            region,
            data=data,
            var=data / "var",
            today=date(2026, 6, 10),
            report=lambda _progress: None,
        )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("#0b4f6c", "#ffcc00", r"theme\.main: #ffcc00 has a contrast of 1\.2\d with #ebeae2, 4\.5"),
        ("#0b4f6c", "#ffcc00", "the nearest shade that has it is #806600"),
        ("#f2c14e", "#7a1f3e", r"themes\[0\]\.accent: #7a1f3e has a contrast of 1\.0\d with #7a"),
        ("#0b4f6c", "blue", "theme.main: 'blue' must be a colour like"),
        ('name = "Small"\n', "", "theme.name: is missing"),
        ("[[themes]]", "hosts = []\n[[themes]]", "theme.hosts: is not a field"),
        ("south.example", "South:80", r"themes\[0\]\.hosts: 'South:80' must be a host name"),
        ("[replay]", THEME.partition("[[")[2].join(["[[", ""]), "is the host of another theme"),
    ],
)
def test_a_look_that_cannot_be_used_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """The sentence names the field; of a colour, its contrast, the wanted one and a shade."""
    with pytest.raises(InvalidRegionError, match=said):
        region_with(tmp_path, (old, new))


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject/>",
        '<a href="#x"/>',
        '<x:script xmlns:x="http://www.w3.org/1999/xhtml"/>',
        '<path onload="alert(1)"/>',
        '<use href="https://elsewhere.example/x.svg#a"/>',
        '<use xmlns:l="http://www.w3.org/1999/xlink" l:href="data:image/svg+xml,x"/>',
        '<path style="fill:url(https://elsewhere.example/)"/>',
        "<style>@import 'https://elsewhere.example/x.css';</style>",
        "<style>path{fill:u\\72l(https://elsewhere.example/)}</style>",
    ],
)
def test_a_logo_only_draws(tmp_path: Path, inside: str) -> None:
    """What runs, or leads out of the file, is refused."""
    with pytest.raises(LogoError):
        read_logo(drawn(tmp_path, inside))


def test_a_logo_may_use_its_own_shapes(tmp_path: Path) -> None:
    """Gradients, styles and shapes that are used twice stay inside the file."""
    inside = '<defs><linearGradient id="g"/></defs><style>.a{fill:url(#g)}</style><use href="#g"/>'
    logo, content = read_logo(drawn(tmp_path, inside))
    assert (logo.width, logo.height) == (300, 100)
    assert inside.encode() in content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "DOCTYPE"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "neither PNG nor SVG"),
        (b"GIF89a\xff", "neither PNG nor SVG"),
        (b"\x89PNG\r\n\x1a\n", "not a whole PNG"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 900, 100), "900 by 100"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "no viewBox"),
        (b" " * (MOST_BYTES + 1), "larger than 64 KiB"),
    ],
)
def test_a_logo_that_is_none_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    """What is no picture, too large or of another shape is said to be so."""
    path = tmp_path / "logo"
    path.write_bytes(content)
    with pytest.raises(LogoError, match=reason):
        read_logo(path)


def test_a_png_is_a_logo(tmp_path: Path) -> None:
    """Its size is read from its header."""
    path = tmp_path / "logo.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 64, 32))
    logo, _content = read_logo(path)
    assert (logo.width, logo.height, logo.file[-4:]) == (200, 100, ".png")
