"""An OpenStreetMap extract -> its streets: ways that somebody may use, and what stands on them."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import osmium

from feeds.errors import SourceMissingError
from feeds.streets.access import WayRule, rule_of
from feeds.streets.turns import Turn, read_turns
from planner import EdgeKind, NodeFlag, Profile

_FOOT, _WHEELCHAIR, _BIKE, _CAR = (1 << int(profile) for profile in Profile)

_BARRIERS = {
    "bollard": _CAR,
    "block": _CAR,
    "chain": _CAR,
    "cycle_barrier": _CAR | _WHEELCHAIR,
    "motorcycle_barrier": _CAR | _WHEELCHAIR,
    "height_restrictor": 0,
    "jersey_barrier": _CAR,
    "kissing_gate": _CAR | _BIKE | _WHEELCHAIR,
    "stile": _CAR | _BIKE | _WHEELCHAIR,
    "turnstile": _CAR | _BIKE | _WHEELCHAIR,
    "full-height_turnstile": _CAR | _BIKE | _WHEELCHAIR,
    "step": _CAR | _WHEELCHAIR,
    "bus_trap": _CAR,
    "sump_buster": _CAR,
    "debris": _CAR | _WHEELCHAIR,
    "log": _CAR | _WHEELCHAIR,
    "planter": _CAR,
    "wall": _CAR | _BIKE | _WHEELCHAIR | _FOOT,
    "fence": _CAR | _BIKE | _WHEELCHAIR | _FOOT,
}
"""Whom a barrier bars where its access tags do not say; gates and all others bar nobody."""

_ACCESS = {
    "foot": _FOOT | _WHEELCHAIR,
    "wheelchair": _WHEELCHAIR,
    "bicycle": _BIKE,
    "motor_vehicle": _CAR,
    "motorcar": _CAR,
}
_KEYS = ("highway", "railway", "public_transport", "barrier", "kerb", "ele")
"""What has none of these keys is no street and stands on none."""
_AREA_KEYS = ("highway", "public_transport", "railway")
_NO = frozenset({"no", "private"})
_LOW_KERBS = frozenset({"lowered", "flush", "no", "yes"})


Ring: TypeAlias = list[tuple[int, int]]
"""Positions (longitude, latitude) of a closed line, in units of 1e-7 degrees."""


@dataclass
class OsmStreets:
    """Ways one after the other: `ref` and positions of way `w` are at `start[w]:start[w + 1]`."""

    rules: list[WayRule] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    way_id: array[int] = field(default_factory=lambda: array("q"))
    """Of the map; 0 of what was added."""
    start: list[int] = field(default_factory=lambda: [0])
    ref: array[int] = field(default_factory=lambda: array("q"))
    lat_e7: array[int] = field(default_factory=lambda: array("q"))
    lon_e7: array[int] = field(default_factory=lambda: array("q"))
    node_flags: dict[int, int] = field(default_factory=dict)
    elevation_m: dict[int, float] = field(default_factory=dict)
    n_added: int = 0
    turns: list[Turn] = field(default_factory=list)
    """Turn restrictions for cars."""
    duration_s: dict[int, float] = field(default_factory=dict)
    """How long a way takes, by number, where a feed says so: pathways of stations."""
    place: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Where the nodes are that are not the map's, in units of 1e-7 degrees; their ids are
    negative."""
    level: dict[int, float] = field(default_factory=dict)
    """Floors of stations, 0 at the street."""
    holes: dict[int, list[Ring]] = field(default_factory=dict)
    """What lies inside the outline of an area and is none of it, by number of the way."""
    dropped: dict[str, int] = field(default_factory=dict)
    """Number of ways left out by reason."""

    def drop(self, reason: str) -> None:
        """Count a way that is left out."""
        self.dropped[reason] = self.dropped.get(reason, 0) + 1

    def new_node(self) -> int:
        """Return the id of a node that the map does not have; the caller says where it is."""
        self.n_added += 1
        return -self.n_added

    def add_way(self, rule: WayRule, name: str, nodes: Sequence[int]) -> None:
        """Add a way between nodes that are not the map's."""
        for node in nodes:
            lat_e7, lon_e7 = self.place[node]
            self.ref.append(node)
            self.lat_e7.append(lat_e7)
            self.lon_e7.append(lon_e7)
        self.rules.append(rule)
        self.names.append(name)
        self.way_id.append(0)
        self.start.append(len(self.ref))

    def replace_column(self, name: str, values: npt.NDArray[np.int64]) -> None:
        """Put other values in place of `ref`, `lat_e7` or `lon_e7`."""
        setattr(self, name, array("q", values.tobytes()))

    @property
    def refs(self) -> npt.NDArray[np.int64]:
        """Node ids as an array."""
        return np.frombuffer(self.ref, dtype=np.int64)


def read_osm(path: Path) -> OsmStreets:
    """Read the streets of an extract (`.osm.pbf`, `.osm`, `.osm.gz`, `.osm.bz2`).

    Raises
    ------
    SourceMissingError: the file cannot be read or is not OpenStreetMap.

    """
    streets = OsmStreets()
    try:
        objects = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
        for thing in objects.with_filter(osmium.filter.KeyFilter(*_KEYS)):
            if isinstance(thing, osmium.osm.Node):
                _read_node(streets, thing)
            elif isinstance(thing, osmium.osm.Way):
                _read_way(streets, thing)
        _read_areas(streets, path)
    except (OSError, RuntimeError) as error:
        raise SourceMissingError(f"{path} cannot be read as OpenStreetMap ({error})") from error
    streets.turns = read_turns(path, streets.dropped)
    return streets


def _read_node(streets: OsmStreets, node: osmium.osm.Node) -> None:
    tags = dict(node.tags)
    flags = _flags_of(tags)
    if flags:
        streets.node_flags[node.id] = flags
    if "ele" in tags:
        try:
            streets.elevation_m[node.id] = float(tags["ele"])
        except ValueError:
            streets.drop("elevation that is no number")


def _flags_of(tags: Mapping[str, str]) -> int:
    """Return the flags of a node: whom it bars, lifts, crossings."""
    flags = 0
    highway, barrier, kerb = tags.get("highway"), tags.get("barrier"), tags.get("kerb")
    if barrier is not None:
        flags = _BARRIERS.get(barrier, 0)
        access = tags.get("access")
        if access is not None:
            everybody = _FOOT | _WHEELCHAIR | _BIKE | _CAR
            flags = everybody if access in _NO else 0
        for key, whom in _ACCESS.items():
            if key in tags:
                flags = flags | whom if tags[key] in _NO else flags & ~whom
    if (kerb or ("raised" if barrier == "kerb" else "no")) not in _LOW_KERBS:
        flags |= _WHEELCHAIR
    if highway == "elevator":
        flags |= NodeFlag.LIFT
    elif highway == "crossing":
        flags |= NodeFlag.CROSSING
    return flags


def _read_way(streets: OsmStreets, way: osmium.osm.Way) -> None:
    tags = dict(way.tags)
    rule = rule_of(tags)
    if rule is None:
        if "highway" in tags:
            streets.drop("closed to everybody, or no street")
        return
    name = tags.get("name") or tags.get("ref") or ""
    n_before = len(streets.ref)
    for node in way.nodes:
        if not node.location.valid():
            # Outside of the extract: the way goes on as another one behind the gap.
            _close(streets, way.id, rule, name, n_before)
            n_before = len(streets.ref)
            streets.drop("nodes outside of the extract")
        elif len(streets.ref) == n_before or streets.ref[-1] != node.ref:
            streets.ref.append(node.ref)
            streets.lat_e7.append(node.y)
            streets.lon_e7.append(node.x)
    _close(streets, way.id, rule, name, n_before)


def _read_areas(streets: OsmStreets, path: Path) -> None:
    """Add the outlines of squares and platforms that are relations, each ring as a way."""
    kept = osmium.filter.KeyFilter(*_AREA_KEYS)
    objects = osmium.FileProcessor(str(path)).with_areas(kept).with_filter(kept)
    for area in objects.with_filter(osmium.filter.EntityFilter(osmium.osm.AREA)):
        if not isinstance(area, osmium.osm.Area) or area.from_way():
            continue
        tags = {**dict(area.tags), "area": "yes"}
        rule = rule_of(tags)
        if rule is None or rule.kind not in (EdgeKind.SQUARE, EdgeKind.PLATFORM):
            continue
        for ring in area.outer_rings():
            n_before, way = len(streets.ref), len(streets.rules)
            for node in ring:
                streets.ref.append(node.ref)
                streets.lat_e7.append(node.y)
                streets.lon_e7.append(node.x)
            _close(streets, 0, rule, tags.get("name") or tags.get("ref") or "", n_before)
            streets.holes[way] = [[(n.x, n.y) for n in hole] for hole in area.inner_rings(ring)]


def _close(streets: OsmStreets, way_id: int, rule: WayRule, name: str, n_before: int) -> None:
    """End a way; one of fewer than two nodes is none."""
    if len(streets.ref) - n_before < 2:  # noqa: PLR2004
        del streets.ref[n_before:], streets.lat_e7[n_before:], streets.lon_e7[n_before:]
        return
    streets.rules.append(rule)
    streets.names.append(name)
    streets.way_id.append(way_id)
    streets.start.append(len(streets.ref))
