"""A region file is read field by field: a missing, unknown or wrong one is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from feeds import InvalidRegionError, load_region
from tests.conftest import PROJECT
from tests.feeds.small_region import TOML, write_region


def refusal(path: Path) -> InvalidRegionError:
    """Return the error with which a region file is refused."""
    with pytest.raises(InvalidRegionError) as caught:
        load_region(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)
    return caught.value


def test_small_region(tmp_path: Path) -> None:
    """Every field is read; what is left out has its default."""
    region = write_region(tmp_path)
    assert (region.id, region.name, region.timezone) == ("small", "Small", "Europe/Paris")
    assert region.bounds.contains(48.5, 7.7)
    assert not region.bounds.contains(48.5, 7.9)
    assert [feed.id for feed in region.feeds] == ["x"]
    assert not region.feeds[0].clip
    assert region.replay
    assert (region.footpath_radius_m, region.change_s) == (400, 60)
    assert (region.generator, region.streets) == (None, None)
    assert region.files == ("x.zip", "communes.csv", "communes.geojson", "authorities.csv")


@pytest.mark.parametrize("path", sorted((PROJECT / "regions").glob("*.toml")), ids=lambda p: p.stem)
def test_regions_of_the_project(path: Path) -> None:
    """The regions that ship can be read and are called like their file."""
    assert load_region(path).id == path.stem


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ('id = "small"', 'id = "Small Town"', "id", "must be lower-case"),
        ('name = "Small"', "", "name", "is missing"),
        ('name = "Small"', 'name = ""', "name", "must not be empty"),
        ('name = "Small"', "name = 3", "name", "must be of type str"),
        ("Europe/Paris", "Europe/Atlantis", "timezone", "is not an IANA time zone"),
        ('["fr"]', "[]", "languages", "must be a list of texts"),
        ('["fr"]', "[1]", "languages", "must be a list of texts"),
        ("south = 48.4", "", "bounds.south", "is missing"),
        ("south = 48.4", "south = 49", "bounds.south", "south < north"),
        ("east = 7.8", "east = 200", "bounds.south", "in degrees"),
        ("east = 7.8", "east = true", "bounds.east", "must be of type float"),
        ('file = "x.zip"', "", "feeds[0].file", "is missing"),
        ('file = "x.zip"', 'file = "x.zip"\nfiel = 1', "feeds[0].fiel", "is not a field"),
        ("enabled = true", "enabled = 1", "replay.enabled", "must be of type bool"),
        ("enabled = true", "enabld = true", "replay.enabld", "is not a field"),
        ("[replay]", "[walking]\nradius_m = 5000\n[replay]", "walking.radius_m", "0 to 2000"),
        ("[replay]", "[transfers]\nchange_s = -1\n[replay]", "transfers.change_s", "0 to 3600"),
        ("[bounds]", "[bonds]", "bounds", "is missing"),
        ('title = "Alpha → Gamma"', "", "examples[0].title", "is missing"),
        ('languages = ["fr"]', 'languages = ["fr"]\ncolour = 1', "colour", "is not a field"),
        ("[[feeds]]", "[[feedz]]", "feedz", "is not a field"),
    ],
)
def test_field_is_named(tmp_path: Path, old: str, new: str, field: str, reason: str) -> None:
    """The error names the field by its path in the file, and says what is wrong."""
    assert old in TOML
    path = tmp_path / "small.toml"
    path.write_text(TOML.replace(old, new), "utf-8")
    error = refusal(path)
    assert error.field == field
    assert reason in error.reason


def test_two_feeds_of_one_id(tmp_path: Path) -> None:
    """Ids of feeds begin the ids of their stops, so they differ."""
    start, end = TOML.index("[[feeds]]"), TOML.index("[territories]")
    path = tmp_path / "small.toml"
    path.write_text(TOML[:end] + TOML[start:], "utf-8")
    assert refusal(path).reason == "two feeds have the same id"


def test_no_feed(tmp_path: Path) -> None:
    """A region without a feed has nothing to plan with."""
    start, end = TOML.index("[[feeds]]"), TOML.index("[territories]")
    path = tmp_path / "small.toml"
    path.write_text(TOML[:start] + TOML[end:], "utf-8")
    assert refusal(path).field == "feeds"


def test_absent_file(tmp_path: Path) -> None:
    """A region file that is not there is said to be so."""
    assert refusal(tmp_path / "no.toml").reason == "cannot be read (No such file or directory)"


@pytest.mark.parametrize("content", [b"id = ", b"\xff\xfe\x00", b"<html>"])
def test_not_toml(tmp_path: Path, content: bytes) -> None:
    """What is not TOML is said to be so."""
    path = tmp_path / "small.toml"
    path.write_bytes(content)
    assert refusal(path).reason.startswith("is not TOML")


def test_a_feed_says_where_its_live_messages_come_from(tmp_path: Path) -> None:
    """An address is fetched, anything else is a file of the data folder."""
    changed = 'url = "https://op.example/x.zip"'
    region = write_region(
        tmp_path,
        (changed, f'{changed}\nalerts = "live/x.pb"\nlive_every_s = 20'),
    )
    (source,) = region.live
    assert (source.kind, source.file, source.url) == ("alerts", "live/x.pb", "")
    assert (source.prefix, source.every_s, source.name) == ("x:", 20, "x-alerts")
    assert "live/x.pb" in region.files


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('alerts = "ftp://op.example/x.pb"', "alerts: ftp://op.example/x.pb is not an http"),
        ('alerts = ""', "alerts: must not be empty"),
        ("live_every_s = 5", "live_every_s: must be 10 to 3600"),
    ],
)
def test_live_messages_come_from_the_web_or_a_file(tmp_path: Path, line: str, told: str) -> None:
    """The field is named."""
    changed = 'url = "https://op.example/x.zip"'
    with pytest.raises(InvalidRegionError, match=re.escape(told)):
        write_region(tmp_path, (changed, f"{changed}\n{line}"))
