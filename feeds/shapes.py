"""Lines of vehicles on the map: shapes.txt matched with the stops of each pattern."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from feeds.fields import between, number
from feeds.frequencies import template_of
from feeds.region import FeedSource
from feeds.table import Table
from planner import Float64s, Int32s, Network, distance_m

Points: TypeAlias = npt.NDArray[np.float64]
"""(n, 2) latitudes and longitudes."""

FURTHEST_STOP_M = 250.0
"""A shape that passes a stop of its pattern further away is not the line of the pattern."""
_DEGREE_M = 111_195.0
_E6 = 1e6
_LAST_SEQUENCE = 2**31 - 1


@dataclass(frozen=True)
class PatternShapes:
    """The line of each pattern from its first stop to its last; none where no shape fits."""

    points_start: Int32s  # (n_patterns + 1,) into lat_e6 and lon_e6
    lat_e6: Int32s  # millionths of a degree
    lon_e6: Int32s
    stop_point: Int32s  # parallel to Network.pattern_stops: point of the pattern beside the stop

    def line(
        self, network: Network, pattern: int, board: int, alight: int
    ) -> list[tuple[float, float]]:
        """Return the (lat, lon) points between two positions, empty when no shape is known."""
        lat_e6, lon_e6 = self.line_e6(network, pattern, board, alight)
        return list(zip((lat_e6 / _E6).tolist(), (lon_e6 / _E6).tolist(), strict=True))

    def line_e6(
        self, network: Network, pattern: int, board: int, alight: int
    ) -> tuple[Int32s, Int32s]:
        """Return the points between two positions in millionths of a degree; none: no shape."""
        first, end = int(self.points_start[pattern]), int(self.points_start[pattern + 1])
        if first == end:
            return self.lat_e6[:0], self.lon_e6[:0]
        at = int(network.pattern_stops_start[pattern])
        low, high = int(self.stop_point[at + board]), int(self.stop_point[at + alight])
        rows = slice(first + low, first + high + 1)
        return self.lat_e6[rows], self.lon_e6[rows]


@dataclass(frozen=True)
class FeedShapes:
    """The shapes of one feed."""

    source: FeedSource
    of_trip: Mapping[str, str]
    """Shape of each trip by the ids of the feed."""
    points: Mapping[str, Points]

    def shape_of(self, trip_id: str) -> str:
        """Return the shape of a trip, "" when it has none; departures have their template's."""
        return self.of_trip.get(trip_id) or self.of_trip.get(template_of(trip_id), "")


def read_shapes(source: FeedSource, tables: Mapping[str, Table]) -> FeedShapes:
    """Return the shapes of a feed's tables; points without a place or an order are left out."""
    table, trips = tables.get("shapes"), tables["trips"]
    if table is None:
        return FeedShapes(source, {}, {})
    lat = table.parse("shape_pt_lat", number, np.nan).value.astype(np.float64)
    lon = table.parse("shape_pt_lon", number, np.nan).value.astype(np.float64)
    sequence = table.parse("shape_pt_sequence", between(0, _LAST_SEQUENCE), -1).value
    shape = table.column("shape_id")
    usable = np.flatnonzero(
        np.isfinite(lat) & np.isfinite(lon) & (sequence >= 0) & (np.abs(lat) <= 90)  # noqa: PLR2004
    )
    order = usable[np.lexsort((sequence[usable], shape.codes[usable]))]
    codes = shape.codes[order]
    points = np.column_stack([lat[order], lon[order]])
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    parts = np.split(points, starts[1:]) if len(starts) else []
    named = {
        shape.texts[code]: part for code, part in zip(codes[starts].tolist(), parts, strict=True)
    }
    pairs = zip(trips.texts("trip_id"), trips.texts("shape_id"), strict=True)
    return FeedShapes(source, {trip: shape_id for trip, shape_id in pairs if shape_id}, named)


def joined_shapes(versions: Sequence[FeedShapes]) -> FeedShapes:
    """Return the shapes of several versions of a feed; of trips of one id the last one's counts."""
    if len(versions) == 1:
        return versions[0]
    return FeedShapes(
        versions[-1].source,
        {
            trip: f"{number} {shape}"
            for number, version in enumerate(versions)
            for trip, shape in version.of_trip.items()
        },
        {
            f"{number} {shape}": points
            for number, version in enumerate(versions)
            for shape, points in version.points.items()
        },
    )


def shape_patterns(network: Network, feeds: Sequence[FeedShapes]) -> PatternShapes:
    """Return the line of each pattern: the shape of the first of its trips that has one."""
    of_feed = {feed.source.id: feed for feed in feeds}
    lines: list[Points] = []
    stop_point = np.zeros(len(network.pattern_stops), dtype=np.int32)
    for pattern in range(network.n_patterns):
        shape = next(_shapes_of(network, pattern, of_feed), None)
        stops = network.stops_of_pattern(pattern)
        places = np.column_stack([network.stop_lat[stops], network.stop_lon[stops]])
        found = None if shape is None else _matched(shape, places)
        line, at = found if found is not None else (np.empty((0, 2)), np.zeros(len(stops)))
        first = int(network.pattern_stops_start[pattern])
        stop_point[first : first + len(stops)] = at
        lines.append(line)
    points = np.concatenate([*lines, np.empty((0, 2))])
    return PatternShapes(
        points_start=np.append(0, np.cumsum([len(line) for line in lines])).astype(np.int32),
        lat_e6=np.rint(points[:, 0] * _E6).astype(np.int32),
        lon_e6=np.rint(points[:, 1] * _E6).astype(np.int32),
        stop_point=stop_point,
    )


def ridden_m(network: Network, shapes: PatternShapes) -> Int32s:
    """Return `pattern_distance_m` of the network, along the line of each pattern that has one."""
    lat, lon = shapes.lat_e6 / _E6, shapes.lon_e6 / _E6
    hop_m = np.append(0.0, distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:])) if len(lat) else lat
    along = np.append(np.cumsum(hop_m), 0.0)  # one more, for patterns without a line
    n_calls = np.diff(network.pattern_stops_start)
    first = np.repeat(shapes.points_start[:-1], n_calls)
    has_line = np.repeat(np.diff(shapes.points_start) > 0, n_calls)
    since_m = along[first + shapes.stop_point] - along[first]
    distance: Int32s = np.where(has_line, np.rint(since_m), network.pattern_distance_m)
    return distance.astype(np.int32)


def _shapes_of(
    network: Network, pattern: int, of_feed: Mapping[str, FeedShapes]
) -> Iterator[Points]:
    """Return the shapes of a pattern's trips, each once."""
    first, end = (int(network.pattern_trips_start[pattern + more]) for more in (0, 1))
    feed = of_feed.get(network.feed_id[int(network.line_feed[network.trip_line[first]])])
    if feed is None or not feed.points:
        return
    for trip in range(first, end):
        shape_id = feed.shape_of(feed.source.own_id(network.trip_id[trip]))
        if shape_id in feed.points:
            yield feed.points[shape_id]
            return


def _matched(shape: Points, stops: Points) -> tuple[Points, Int32s] | None:
    """Cut a shape at the points nearest to stops passed in their order.

    Among all ways to pass the stops in order the one with the least sum of squared distances is
    taken, so that loops and lines that meet themselves are followed. None: a stop is too far.
    """
    if len(shape) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    scale = np.array([_DEGREE_M, _DEGREE_M * np.cos(np.radians(stops[0, 0]))])
    line, places = shape * scale, stops * scale
    start, along = line[:-1], np.diff(line, axis=0)
    squared = np.maximum((along**2).sum(axis=1), 1e-9)
    offset = places[:, None, :] - start[None, :, :]
    share = np.clip((offset * along).sum(axis=2) / squared, 0.0, 1.0)
    away = ((offset - share[..., None] * along) ** 2).sum(axis=2)
    segment = _in_order(away)
    rows = np.arange(len(stops))
    if away[rows, segment].max() > FURTHEST_STOP_M**2:
        return None
    position = segment + np.maximum(share[rows, segment], 0.0)
    position = np.maximum.accumulate(position)
    return _cut(shape, position)


def _in_order(cost: Float64s) -> npt.NDArray[np.intp]:
    """Return a column for each row, never falling, with the least sum of costs."""
    n_rows, n_columns = cost.shape
    total = cost[0].copy()
    best_before = np.empty((n_rows, n_columns), dtype=np.intp)
    for row in range(1, n_rows):
        least = np.minimum.accumulate(total)
        lower = np.append(True, total[1:] < least[:-1])
        best_before[row] = np.maximum.accumulate(np.where(lower, np.arange(n_columns), 0))
        total = least + cost[row]
    column = np.empty(n_rows, dtype=np.intp)
    column[-1] = int(np.argmin(total))
    for row in range(n_rows - 1, 0, -1):
        column[row - 1] = best_before[row, column[row]]
    return column


def _cut(shape: Points, position: Float64s) -> tuple[Points, Int32s]:
    """Return the shape between the first position and the last, with a point at each position."""
    inside = np.arange(np.floor(position[0]) + 1, np.ceil(position[-1]))
    every = np.unique(np.concatenate([position, inside]))
    number_of = np.arange(len(shape), dtype=np.float64)
    points = np.column_stack([np.interp(every, number_of, shape[:, axis]) for axis in (0, 1)])
    return points, np.searchsorted(every, position).astype(np.int32)


def save_shapes(shapes: PatternShapes, folder: Path) -> None:
    """Write every array into an existing, empty folder."""
    for field in fields(shapes):
        np.save(folder / f"{field.name}.npy", getattr(shapes, field.name))


def open_shapes(folder: Path) -> PatternShapes:
    """Memory-map a folder written by `save_shapes`; OSError or ValueError when it is damaged."""
    return PatternShapes(
        *(
            np.asarray(np.load(folder / f"{field.name}.npy", mmap_mode="r"))
            for field in fields(PatternShapes)
        )
    )
