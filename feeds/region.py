"""The region file: one TOML table per place where the program runs (docs/REGIONS.md)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feeds.aliases import Alias
from feeds.errors import InvalidRegionError
from feeds.region_table import RegionTable
from feeds.station_decisions import StationDecision
from feeds.themes import ThemeSource, themes_of

_POLE = 90
_ID = re.compile(r"[a-z][a-z0-9-]{0,31}")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The rectangle outside of which a question is refused, in WGS84 degrees."""

    south: float
    west: float
    north: float
    east: float

    def contains(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies in the rectangle, borders included."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


@dataclass(frozen=True, slots=True)
class FeedPart:
    """A version of a feed that the desk has put into service, and from which day it counts."""

    path: Path
    starts_on: date | None


class LiveKind(StrEnum):
    """What an operator tells while the service runs (GTFS-Realtime)."""

    ALERTS = "alerts"
    UPDATES = "updates"


@dataclass(frozen=True, slots=True)
class LiveSource:
    """Where one kind of live message of a feed comes from: an address, or a file."""

    feed_id: str
    kind: LiveKind
    prefix: str
    """What stands before the feed's ids in the network."""
    every_s: int
    """How often it is fetched."""
    url: str = ""
    file: str = ""
    """In the data folder, in place of an address: it never changes."""

    @property
    def name(self) -> str:
        """Return what the source is called in files and messages."""
        return f"{self.feed_id}-{self.kind}"


@dataclass(frozen=True, slots=True)
class FeedSource:
    """One operator's feed: the prefix of its ids, where it comes from, whom to credit."""

    id: str
    operator: str
    file: str
    licence: str
    url: str
    """Where the file is fetched from when no data folder is given."""
    page: str
    """Where people read about the feed."""
    clip: bool = False
    """Keep only what calls inside the region's bounds (a national feed in a region)."""
    parts: tuple[FeedPart, ...] = ()
    """Versions that the desk put into service, in place of `file`: the newest last."""
    merged: bool = False
    """A network that was merged before (`feeds export`): its ids and stations stay as they are."""
    live: tuple[LiveSource, ...] = ()

    def network_id(self, id_: str) -> str:
        """Return what an id of the feed is called in the network."""
        return id_ if self.merged else f"{self.id}:{id_}"

    def own_id(self, network_id: str) -> str:
        """Return the id that the feed itself writes for an id of the network."""
        return network_id if self.merged else network_id.removeprefix(f"{self.id}:")


@dataclass(frozen=True, slots=True)
class SharedSource:
    """A system of shared vehicles (GBFS): fetched from an address while serving, or from files."""

    id: str
    operator: str
    licence: str
    page: str
    """Where people read about it."""
    url: str = ""
    """Address of its `gbfs.json`; "" where `file` is given."""
    file: str = ""
    """Its `gbfs.json` in the data folder, beside the documents it lists: they never change."""


@dataclass(frozen=True, slots=True)
class TerritoryFiles:
    """Communes with their populations, outlines and authorities, as French open data has them."""

    communes: str
    boundaries: tuple[str, ...]
    authorities: str
    merged: Mapping[str, str]
    """Codes of outlines older than the list of communes: old code to the commune it joined."""


@dataclass(frozen=True, slots=True)
class Example:
    """A journey to try first."""

    from_id: str
    to_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Region:
    """Everything that differs between two places where the program runs."""

    path: Path
    id: str
    name: str
    timezone: str
    languages: tuple[str, ...]
    bounds: Bounds
    feeds: tuple[FeedSource, ...]
    territories: TerritoryFiles
    examples: tuple[Example, ...]
    shared: tuple[SharedSource, ...] = ()
    generator: str | None = None
    """Module with `write_region(folder, year=…)` that writes every file; None: operators do."""
    streets: str | None = None
    streets_licence: str = ""
    heights: str | None = None
    """GeoTIFF of the heights of the ground (feeds.streets.heights)."""
    parking: str | None = None
    """Table of car parks (feeds.parking), beside those of the street map."""
    replay: bool = False
    """Feeds whose dates do not hold today may be shown as if a past week were this one."""
    footpath_radius_m: int = 400
    change_s: int = 60
    aliases: tuple[Alias, ...] = ()
    """Ids that versions of feeds changed, the latest last."""
    station_decisions: tuple[StationDecision, ...] = ()
    """What the desk decided about stations, in the order in which it did."""
    themes: tuple[ThemeSource, ...] = ()
    """The looks of the pages, the region's own first where it has one."""

    @property
    def files(self) -> tuple[str, ...]:
        """Every file the region reads, relative to its data folder."""
        territories = self.territories
        return (
            *(feed.file for feed in self.feeds if not feed.parts),
            territories.communes,
            *territories.boundaries,
            territories.authorities,
            *(name for name in (self.streets, self.heights, self.parking) if name is not None),
            *(str(PurePosixPath(source.file).parent) for source in self.shared if source.file),
            *sorted({theme.logo for theme in self.themes if theme.logo}),
            *(source.file for source in self.live if source.file),
        )

    @property
    def live(self) -> tuple[LiveSource, ...]:
        """The live messages of all feeds."""
        return tuple(source for feed in self.feeds for source in feed.live)


def load_region(path: Path) -> Region:
    """Read a region file.

    Raises
    ------
    InvalidRegionError: the file is absent, not TOML, or a field is missing, unknown or wrong.

    """
    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except OSError as error:
        raise InvalidRegionError(str(path), "file", f"cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidRegionError(str(path), "file", f"is not TOML: {error}") from error
    return _region(path, RegionTable(str(path), "", content))


def _region(path: Path, table: RegionTable) -> Region:
    zone = table.take("timezone", str)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise table.error("timezone", f"{zone!r} is not an IANA time zone") from error
    streets, replay = table.table("streets", optional=True), table.table("replay", optional=True)
    walking = table.table("walking", optional=True)
    transfers = table.table("transfers", optional=True)
    parking = table.table("parking", optional=True)
    region = Region(
        path=path,
        id=_identifier(table, "id"),
        name=table.take("name", str),
        timezone=zone,
        languages=table.texts("languages"),
        generator=table.take("generator", str, "-").strip("-") or None,
        bounds=_bounds(table.table("bounds")),
        feeds=tuple(_feed(feed) for feed in table.tables("feeds")),
        territories=_territories(table.table("territories")),
        examples=tuple(_example(row) for row in table.tables("examples")),
        shared=tuple(_shared(row) for row in table.tables("shared")),
        streets=streets.take("file", str, "-").strip("-") or None,
        streets_licence=streets.take("licence", str, "-").strip("-"),
        heights=streets.take("heights", str, "-").strip("-") or None,
        parking=parking.take("file", str, "-").strip("-") or None,
        replay=replay.take("enabled", bool, default=False),
        footpath_radius_m=_between(walking, "radius_m", 400, 0, 2000),
        change_s=_between(transfers, "change_s", 60, 0, 3600),
        themes=themes_of(table),
    )
    for part in (table, streets, replay, walking, transfers, parking):
        part.done()
    if region.heights and not region.streets:
        raise streets.error("heights", "needs the streets that climb (streets.file)")
    if not region.feeds:
        raise table.error("feeds", "must name a feed at least")
    ids = [feed.id for feed in region.feeds]
    if len(set(ids)) < len(ids):
        raise table.error("feeds", "two feeds have the same id")
    shared_ids = [source.id for source in region.shared]
    if len(set(shared_ids)) < len(shared_ids):
        raise table.error("shared", "two systems have the same id")
    return region


def _feed(table: RegionTable) -> FeedSource:
    url, id_ = table.take("url", str), _identifier(table, "id")
    merged = table.take("merged", bool, default=False)
    feed = FeedSource(
        id=id_,
        operator=table.take("operator", str),
        file=table.take("file", str),
        licence=table.take("licence", str),
        url=url,
        page=table.take("page", str, url),
        clip=table.take("clip", bool, default=False),
        merged=merged,
        live=_live(table, id_, "" if merged else f"{id_}:"),
    )
    table.done()
    return feed


def _live(table: RegionTable, feed_id: str, prefix: str) -> tuple[LiveSource, ...]:
    """Take where the live messages of a feed come from."""
    every_s = _between(table, "live_every_s", 30, 10, 3600)
    found = []
    for kind in LiveKind:
        place = table.take(kind.value, str, "-").strip("-")
        is_url = "://" in place
        if is_url and not place.startswith(("http://", "https://")):
            raise table.error(kind.value, f"{place} is not an http or https address")
        if place:
            url, file = (place, "") if is_url else ("", place)
            found.append(LiveSource(feed_id, kind, prefix, every_s, url, file))
    return tuple(found)


def _shared(table: RegionTable) -> SharedSource:
    url, file = (table.take(name, str, "-").strip("-") for name in ("url", "file"))
    source = SharedSource(
        id=_identifier(table, "id"),
        operator=table.take("operator", str),
        licence=table.take("licence", str),
        page=table.take("page", str, url or "-").strip("-"),
        url=url,
        file=file,
    )
    table.done()
    if bool(url) == bool(file):
        raise table.error("url", "either an address or a file must be given")
    if file and PurePosixPath(file).parent == PurePosixPath():
        raise table.error("file", "must lie in a folder of its own, with the documents it lists")
    return source


def _bounds(table: RegionTable) -> Bounds:
    south, west, north, east = (table.take(name, float) for name in Bounds.__slots__)
    table.done()
    if not (-_POLE <= south < north <= _POLE and -2 * _POLE <= west < east <= 2 * _POLE):
        raise table.error("south", "bounds must be south < north and west < east, in degrees")
    return Bounds(south, west, north, east)


def _territories(table: RegionTable) -> TerritoryFiles:
    merged = table.table("merged", optional=True).rest()
    files = TerritoryFiles(
        communes=table.take("communes", str),
        boundaries=table.texts("boundaries"),
        authorities=table.take("authorities", str),
        merged={str(old): str(new) for old, new in merged.items()},
    )
    table.done()
    return files


def _example(table: RegionTable) -> Example:
    example = Example(table.take("from", str), table.take("to", str), table.take("title", str))
    table.done()
    return example


def _identifier(table: RegionTable, name: str) -> str:
    value = table.take(name, str)
    if _ID.fullmatch(value) is None:
        raise table.error(name, f"{value!r} must be lower-case letters, digits and hyphens")
    return value


def _between(table: RegionTable, name: str, default: int, least: int, most: int) -> int:
    value = table.take(name, int, default)
    if not least <= value <= most:
        raise table.error(name, f"must be {least} to {most}")
    return value
