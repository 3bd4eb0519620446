"""Ways inside stations (pathways.txt, levels.txt) put on the streets, from entrance to platform.

GTFS reference, "pathways.txt". Platforms that pathways lead to are reached by them alone. A pathway
without a traversal time takes what its kind takes. Those whose stops are unknown, and those of a
station that no entrance near a street leads into, are left out and counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

import networkx as nx

from feeds.fields import integer, number
from feeds.region import FeedSource
from feeds.streets.access import LEAST_WIDTH_M, PUSH_M_S, STEEPEST_WHEELCHAIR, WayRule
from feeds.streets.entrances import nearest_points, put_in
from feeds.streets.read_osm import OsmStreets
from feeds.table import Table
from planner import PROFILE_SPEED_M_S, EdgeFlag, EdgeKind, Profile, distance_m

_ENTRANCE, _STATION = "2", "1"
_PLATFORMS = frozenset({"", "0"})
"""Values of location_type."""
_E7 = 1e-7
_WALK_M_S = PROFILE_SPEED_M_S[Profile.FOOT]
_STAIR_S, _STAIR_SLOPE = 0.6, 0.5
_BELT_M_S = 0.75
"""Of escalators and moving walkways: 0.5 m/s, and some people walk."""
_LIFT_S, _GATE_S = 45.0, 5.0


class Mode(IntEnum):
    """Kinds of pathways, as GTFS numbers them."""

    WALKWAY = 1
    STAIRS = 2
    MOVING_WALKWAY = 3
    ESCALATOR = 4
    LIFT = 5
    FARE_GATE = 6
    EXIT_GATE = 7


_KINDS = {
    Mode.WALKWAY: EdgeKind.CORRIDOR,
    Mode.STAIRS: EdgeKind.STEPS,
    Mode.MOVING_WALKWAY: EdgeKind.MOVING_WALKWAY,
    Mode.ESCALATOR: EdgeKind.ESCALATOR,
    Mode.LIFT: EdgeKind.LIFT,
    Mode.FARE_GATE: EdgeKind.GATE,
    Mode.EXIT_GATE: EdgeKind.GATE,
}
_NOT_ON_WHEELS = frozenset({Mode.STAIRS, Mode.MOVING_WALKWAY, Mode.ESCALATOR})


@dataclass(frozen=True, slots=True)
class Spot:
    """A stop, entrance or node of a station."""

    lat: float
    lon: float
    level: float | None
    type: str
    """location_type."""


@dataclass(frozen=True, slots=True)
class Pathway:
    """One pathway, between spots by id."""

    start: str
    end: str
    mode: Mode
    is_both: bool
    length_m: float | None
    traversal_s: float | None
    stairs: int
    """Steps up, negative down, 0 unknown."""
    slope: float
    width_m: float | None
    sign: str
    sign_back: str


@dataclass(frozen=True)
class StationPaths:
    """The pathways of one feed, with ids `feed:id`."""

    spots: Mapping[str, Spot]
    pathways: tuple[Pathway, ...]
    n_unknown: int = 0
    """Rows that name no stop of the feed, or are no pathway."""

    @classmethod
    def restored(cls, told: Mapping[str, Any]) -> StationPaths:
        """Return what `dataclasses.asdict` told, read back from JSON."""
        spots = {id_: Spot(**spot) for id_, spot in told["spots"].items()}
        ways = (Pathway(**{**way, "mode": Mode(way["mode"])}) for way in told["pathways"])
        return cls(spots, tuple(ways), told["n_unknown"])


def read_pathways(source: FeedSource, tables: Mapping[str, Table]) -> StationPaths:
    """Return the pathways of a feed; none where it has no pathways.txt."""
    table, stops = tables.get("pathways"), tables["stops"]
    if table is None:
        return StationPaths({}, ())
    spots = _spots(source, stops, _levels(tables.get("levels")))
    rows = [_pathway(source, table, row) for row in range(len(table))]
    known = [p for p in rows if p is not None and p.start in spots and p.end in spots]
    return StationPaths(spots, tuple(known), len(rows) - len(known))


def _levels(table: Table | None) -> dict[str, float]:
    if table is None:
        return {}
    rows = range(len(table))
    found = ((table.text("level_id", row), number(table.text("level_index", row))) for row in rows)
    return {level: index for level, index in found if index is not None}


def _spots(source: FeedSource, stops: Table, levels: Mapping[str, float]) -> dict[str, Spot]:
    """Return all spots; one without a place (a generic node) is where its station is."""
    row_of = {stops.text("stop_id", row): row for row in range(len(stops))}
    spots = {}
    for stop_id, row in row_of.items():
        lat, lon = (number(stops.text(name, row)) for name in ("stop_lat", "stop_lon"))
        parent = row_of.get(stops.text("parent_station", row))
        if (lat is None or lon is None) and parent is not None:
            lat, lon = (number(stops.text(name, parent)) for name in ("stop_lat", "stop_lon"))
        kind = stops.text("location_type", row)
        if lat is not None and lon is not None and kind != _STATION:
            level = levels.get(stops.text("level_id", row))
            spots[source.network_id(stop_id)] = Spot(lat, lon, level, kind)
    return spots


def _pathway(source: FeedSource, table: Table, row: int) -> Pathway | None:
    """Return a pathway, None where its mode is none."""
    mode = integer(table.text("pathway_mode", row))
    if mode not in tuple(Mode):
        return None
    return Pathway(
        start=source.network_id(table.text("from_stop_id", row)),
        end=source.network_id(table.text("to_stop_id", row)),
        mode=Mode(mode),
        is_both=table.text("is_bidirectional", row) == "1" and mode != Mode.EXIT_GATE,
        length_m=number(table.text("length", row)),
        traversal_s=number(table.text("traversal_time", row)),
        stairs=integer(table.text("stair_count", row)) or 0,
        slope=number(table.text("max_slope", row)) or 0.0,
        width_m=number(table.text("min_width", row)),
        sign=table.text("signposted_as", row),
        sign_back=table.text("reversed_signposted_as", row),
    )


def add_stations(streets: OsmStreets, stations: Sequence[StationPaths]) -> dict[str, int]:
    """Add the ways inside stations; return the node of each platform that they lead to, by stop id.

    Nodes of stations have negative ids. A platform gets a node of its own beside its spot, at the
    end of a piece without length, so that one may set out from it in every direction.
    """
    platforms: dict[str, int] = {}
    for station in stations:
        for _row in range(station.n_unknown):
            streets.drop("pathway between unknown stops, or of no known mode")
        platforms |= _add(streets, station)
    return platforms


def _add(streets: OsmStreets, station: StationPaths) -> dict[str, int]:
    """Add the pathways of one feed that can be entered from a street."""
    graph: nx.Graph[str] = nx.Graph((p.start, p.end) for p in station.pathways)
    entrances = [spot for spot in sorted(graph) if station.spots[spot].type == _ENTRANCE]
    places = [(station.spots[spot].lat, station.spots[spot].lon) for spot in entrances]
    found = zip(entrances, nearest_points(streets, places), strict=True)
    doors = {spot: door for spot, door in found if door is not None}
    writer = _Writer(streets, station.spots)
    for spot, node in zip(doors, put_in(streets, list(doors.values())), strict=True):
        writer.join(spot, node)
    inside: set[str] = set()
    for component in nx.connected_components(graph):
        if not component.isdisjoint(doors):
            inside |= component
    for pathway in station.pathways:
        if pathway.start in inside:
            writer.add(pathway)
        else:
            streets.drop("pathway of a station without an entrance near a street")
    platforms = [spot for spot in sorted(inside) if station.spots[spot].type in _PLATFORMS]
    return {spot: writer.stub(spot) for spot in platforms}


class _Writer:
    """Adds ways between the spots of one feed."""

    def __init__(self, streets: OsmStreets, spots: Mapping[str, Spot]) -> None:
        self._streets, self._spots = streets, spots
        self._node_of: dict[str, int] = {}

    def add(self, pathway: Pathway) -> None:
        """Add a pathway; two where the signs differ by direction."""
        start, end = self._node(pathway.start), self._node(pathway.end)
        rule, duration_s = self._rule(pathway)
        if not pathway.is_both or pathway.sign == pathway.sign_back or not pathway.sign_back:
            back = pathway.is_both
            self._way(
                start, end, _directed(rule, along=True, against=back), pathway.sign, duration_s
            )
            return
        for sign, along in ((pathway.sign, True), (pathway.sign_back, False)):
            one_way = _directed(rule, along=along, against=not along)
            self._way(start, end, one_way, sign, duration_s)

    def join(self, spot: str, node: int) -> None:
        """Join an entrance to a node of the street before it."""
        rule = _rule_of(Mode.WALKWAY, 0.0, EdgeFlag.ROLLS)
        self._way(self._node(spot), node, replace(rule, kind=EdgeKind.DOOR), "", None)

    def stub(self, spot: str) -> int:
        """Return a node at the end of a piece without length."""
        node, end = self._node(spot), self._streets.new_node()
        self._streets.place[end] = self._streets.place[node]
        self._way(node, end, _rule_of(Mode.WALKWAY, 0.0, EdgeFlag.ROLLS), "", 0.0)
        level = self._spots[spot].level
        if level is not None:
            self._streets.level[end] = level
        return end

    def _node(self, spot: str) -> int:
        node = self._node_of.get(spot)
        if node is None:
            node = self._node_of[spot] = self._streets.new_node()
            where = self._spots[spot]
            self._streets.place[node] = round(where.lat / _E7), round(where.lon / _E7)
            if where.level is not None:
                self._streets.level[node] = where.level
        return node

    def _way(
        self, start: int, end: int, rule: WayRule, name: str, duration_s: float | None
    ) -> None:
        streets = self._streets
        if duration_s is not None:
            streets.duration_s[len(streets.rules)] = duration_s
        streets.add_way(rule, name, (start, end))

    def _rule(self, pathway: Pathway) -> tuple[WayRule, float]:
        """Return who may take a pathway, and how long it takes."""
        start, end = self._spots[pathway.start], self._spots[pathway.end]
        up = pathway.stairs or (end.level or 0.0) - (start.level or 0.0)
        slope = _STAIR_SLOPE * ((up > 0) - (up < 0)) if pathway.mode is Mode.STAIRS else 0.0
        rolls = (
            pathway.mode not in _NOT_ON_WHEELS
            and abs(pathway.slope) <= STEEPEST_WHEELCHAIR
            and (pathway.width_m is None or pathway.width_m >= LEAST_WIDTH_M)
        )
        rule = _rule_of(pathway.mode, slope, EdgeFlag.ROLLS if rolls else EdgeFlag(0))
        return rule, _duration_s(pathway, start, end)


def _duration_s(pathway: Pathway, start: Spot, end: Spot) -> float:
    """Return what the feed says, else what such a pathway takes."""
    if pathway.traversal_s is not None and pathway.traversal_s > 0:
        return pathway.traversal_s
    length_m = pathway.length_m
    if length_m is None:
        length_m = float(distance_m(start.lat, start.lon, end.lat, end.lon))  # type: ignore[arg-type]
    if pathway.mode is Mode.LIFT:
        return _LIFT_S
    if pathway.mode in (Mode.FARE_GATE, Mode.EXIT_GATE):
        return _GATE_S
    if pathway.mode is Mode.STAIRS and pathway.stairs:
        return abs(pathway.stairs) * _STAIR_S
    speeds = {Mode.STAIRS: 0.5, Mode.MOVING_WALKWAY: _WALK_M_S + 0.5, Mode.ESCALATOR: _BELT_M_S}
    return length_m / speeds.get(pathway.mode, _WALK_M_S)


def _rule_of(mode: Mode, slope: float, flags: EdgeFlag) -> WayRule:
    """Return the rule of a pathway that may be taken both ways."""
    wheels = PROFILE_SPEED_M_S[Profile.WHEELCHAIR] if flags & EdgeFlag.ROLLS else 0.0
    bike = PUSH_M_S if mode not in (Mode.ESCALATOR, Mode.MOVING_WALKWAY) else 0.0
    speeds = ((_WALK_M_S, _WALK_M_S), (wheels, wheels), (bike, bike), (0.0, 0.0))
    station = EdgeFlag.STATION | EdgeFlag.BIKE_PUSHED
    return WayRule(speeds, _KINDS[mode], flags | station, slope, is_area=False)


def _directed(rule: WayRule, *, along: bool, against: bool) -> WayRule:
    """Return a rule for one direction, or for both."""
    first, second, third, fourth = ((on * along, back * against) for on, back in rule.speeds)
    return WayRule((first, second, third, fourth), rule.kind, rule.flags, rule.slope, is_area=False)
