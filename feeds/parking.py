"""Where cars and bikes may be left: from the OpenStreetMap extract and from a table of the region.

The table is a CSV file with the columns `id,name,lat,lon,capacity,opening_hours,park_ride`; the
last three may be empty. Opening hours are written as OpenStreetMap does ("Mo-Fr 06:00-22:00").
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np
import osmium
from opening_hours import validate

from feeds.errors import InvalidRegionError, SourceMissingError
from feeds.fields import integer, number
from feeds.streets import place_of
from planner import Float64s, Int8s, Int32s, TextTable, distance_m

UNKNOWN = -1
"""Capacity that nobody tells."""

SAME_PARK_M = 120
"""A park of the map this near to one of the table is the same: the table knows better."""

_CLOSED_ACCESS = frozenset(
    {"private", "customers", "no", "permit", "residents", "delivery", "employees", "students"}
)
_LARGEST = 100_000


class ParkKind(IntEnum):
    """What is left there."""

    CAR = 0
    BIKE = 1


@dataclass(frozen=True)
class Parks:
    """Places to park, one row each."""

    id: TextTable
    name: TextTable  # "" where it has none
    lat: Float64s
    lon: Float64s
    kind: Int8s  # ParkKind
    park_ride: Int8s  # 1 yes, 0 no, -1 not said
    capacity: Int32s  # vehicles, UNKNOWN
    opening_hours: TextTable  # "" always open, as far as is known

    def __len__(self) -> int:
        return len(self.lat)


@dataclass(frozen=True, slots=True)
class _Park:
    id: str
    name: str
    lat: float
    lon: float
    kind: ParkKind
    park_ride: int
    capacity: int
    opening_hours: str


def read_parks(streets: Path | None, table: Path | None) -> Parks:
    """Read the parks of a map and of a table; either may be absent.

    Raises
    ------
    SourceMissingError: the map cannot be read or is not OpenStreetMap.
    InvalidRegionError: the table lacks a column, or a row has a wrong value.

    """
    listed = [] if table is None else list(_of_table(table))
    mapped = [] if streets is None else list(_of_map(streets))
    known = np.array([(p.lat, p.lon) for p in listed if p.kind is ParkKind.CAR]).reshape(-1, 2)
    new = [
        park
        for park in mapped
        if park.kind is ParkKind.BIKE
        or not (distance_m(park.lat, park.lon, known[:, 0], known[:, 1]) < SAME_PARK_M).any()
    ]
    return _as_arrays([*listed, *new])


def _of_map(path: Path) -> Iterator[_Park]:
    """Read the public parks of an extract."""
    wanted = osmium.filter.TagFilter(("amenity", "parking"), ("amenity", "bicycle_parking"))
    try:
        things = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
        for thing in things.with_locations().with_filter(wanted):
            where = place_of(thing)
            tags = dict(thing.tags)
            if where is not None and tags.get("access") not in _CLOSED_ACCESS:
                letter = "n" if isinstance(thing, osmium.osm.Node) else "w"
                yield _of_tags(f"osm:{letter}{thing.id}", tags, where)
    except (OSError, RuntimeError) as error:
        raise SourceMissingError(f"{path} cannot be read as OpenStreetMap ({error})") from error


def _of_tags(id_: str, tags: Mapping[str, str], where: tuple[float, float]) -> _Park:
    """Read the tags of a park; what is written oddly counts as not said."""
    hours, asked = tags.get("opening_hours", ""), tags.get("park_ride", "")
    return _Park(
        id=id_,
        name=tags.get("name", ""),
        lat=where[0],
        lon=where[1],
        kind=ParkKind.CAR if tags["amenity"] == "parking" else ParkKind.BIKE,
        park_ride=UNKNOWN if not asked else int(asked != "no"),
        capacity=_capacity(tags.get("capacity", "")),
        opening_hours=hours if _readable(hours) else "",
    )


def _capacity(text: str) -> int:
    value = integer(text)
    return value if value is not None and 0 <= value <= _LARGEST else UNKNOWN


def _readable(hours: str) -> bool:
    return bool(hours) and bool(validate(hours))


def _of_table(path: Path) -> Iterator[_Park]:
    """Read the table of a region, refusing a row that is wrong."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for column in ("id", "name", "lat", "lon"):
                if column not in (reader.fieldnames or ()):
                    raise InvalidRegionError(str(path), "line 1", f"column {column} is missing")
            for values in reader:
                row = {name: (text or "").strip() for name, text in values.items() if name}
                yield _of_row(path, reader.line_num, row)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidRegionError(str(path), "file", f"cannot be read ({error})") from error


def _of_row(path: Path, line: int, row: Mapping[str, str]) -> _Park:
    def wrong(column: str, reason: str) -> InvalidRegionError:
        return InvalidRegionError(
            str(path), f"line {line}, {column}", f"{row.get(column, '')!r} {reason}"
        )

    lat, lon = number(row["lat"]), number(row["lon"])
    if lat is None or not -90 <= lat <= 90:  # noqa: PLR2004 - degrees
        raise wrong("lat", "is not a latitude in degrees")
    if lon is None or not -180 <= lon <= 180:  # noqa: PLR2004 - degrees
        raise wrong("lon", "is not a longitude in degrees")
    if not row["id"]:
        raise wrong("id", "must not be empty")
    capacity, hours = row.get("capacity", ""), row.get("opening_hours", "")
    if capacity and _capacity(capacity) == UNKNOWN:
        raise wrong("capacity", f"is not a whole number of 0 to {_LARGEST}")
    if hours and not _readable(hours):
        raise wrong("opening_hours", "is not written as OpenStreetMap does")
    park_ride = row.get("park_ride", "")
    if park_ride not in {"", "yes", "no"}:
        raise wrong("park_ride", "is neither yes nor no")
    return _Park(
        id=f"park:{row['id']}",
        name=row["name"],
        lat=lat,
        lon=lon,
        kind=ParkKind.CAR,
        park_ride=1 if not park_ride else int(park_ride == "yes"),
        capacity=_capacity(capacity),
        opening_hours=hours,
    )


def _as_arrays(parks: list[_Park]) -> Parks:
    return Parks(
        id=TextTable.of(park.id for park in parks),
        name=TextTable.of(park.name for park in parks),
        lat=np.array([park.lat for park in parks], dtype=np.float64),
        lon=np.array([park.lon for park in parks], dtype=np.float64),
        kind=np.array([park.kind for park in parks], dtype=np.int8),
        park_ride=np.array([park.park_ride for park in parks], dtype=np.int8),
        capacity=np.array([park.capacity for park in parks], dtype=np.int32),
        opening_hours=TextTable.of(park.opening_hours for park in parks),
    )
