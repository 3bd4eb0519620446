"""Layers are written as the Mapbox Vector Tile Specification says; another library reads them."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from feeds.tiles.encode import encoded_layer
from feeds.tiles.layer import Properties
from tests.feeds.tiles.decoded import decoded

UNITS = st.integers(-64, 4160)
POINTS = st.tuples(UNITS, UNITS)


def written(dimension: int, shapes: list[object], told: list[Properties] | None = None) -> bytes:
    """Return a layer called `it`."""
    properties = [{}] * len(shapes) if told is None else told
    return encoded_layer("it", dimension, np.array(shapes, dtype=object), properties)


@given(st.lists(st.lists(POINTS, min_size=2, max_size=9), min_size=1, max_size=5))
def test_lines_are_read_as_they_were(lines: list[list[tuple[int, int]]]) -> None:
    """Every line of distinct points comes back point by point, those without length not at all."""
    kept = [
        [p for number, p in enumerate(line) if number == 0 or p != line[number - 1]]
        for line in lines
    ]
    kept = [line for line in kept if len(line) > 1]
    content = written(1, [shapely.LineString(line) for line in lines])
    found = [
        [tuple(point) for point in feature["geometry"]["coordinates"]]
        for feature in (decoded(content).get("it", []) if content else [])
    ]
    assert found == kept


@given(st.lists(POINTS, min_size=1, max_size=6))
def test_points_stay_apart(points: list[tuple[int, int]]) -> None:
    """Each point is a feature of its own with what it tells."""
    told: list[Properties] = [{"rank": number} for number in range(len(points))]
    features = decoded(written(0, [shapely.Point(point) for point in points], told))["it"]
    assert [tuple(f["geometry"]["coordinates"]) for f in features] == points
    assert [f["properties"] for f in features] == told


@given(st.lists(st.tuples(UNITS, UNITS, st.integers(1, 900)), min_size=1, max_size=4))
def test_areas_keep_their_holes(squares: list[tuple[int, int, int]]) -> None:
    """An area with a hole has the area that it had, whichever way its rings ran."""
    shapes = [
        shapely.Polygon(
            shapely.box(x, y, x + 3 * size, y + 3 * size).exterior.coords[:: (-1) ** number],
            [shapely.box(x + size, y + size, x + 2 * size, y + 2 * size).exterior],
        )
        for number, (x, y, size) in enumerate(squares)
    ]
    features = decoded(written(2, list(shapes)))["it"]
    found = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    assert [shape.area for shape in found] == [shape.area for shape in shapes]


def test_parts_of_one_thing_are_one_feature() -> None:
    """A thing of two lines and one of two areas are one feature each."""
    lines = shapely.MultiLineString([[(0, 0), (5, 5)], [(9, 9), (9, 20)]])
    areas = shapely.MultiPolygon([shapely.box(0, 0, 5, 5), shapely.box(9, 9, 12, 12)])
    (line,) = decoded(written(1, [lines], [{"name": "Tram A", "rank": 300}]))["it"]
    (area,) = decoded(written(2, [areas]))["it"]
    assert line["geometry"]["type"] == "MultiLineString"
    assert line["properties"] == {"name": "Tram A", "rank": 300}
    assert area["geometry"]["type"] == "MultiPolygon"


def test_what_rounding_leaves_nothing_of_is_left_out() -> None:
    """An area smaller than a unit goes, with its hole; a line within a unit too."""
    small = shapely.Polygon([(1, 1), (1.3, 1), (1.3, 1.3)])
    assert written(2, [small]) == b""
    assert written(1, [shapely.LineString([(1, 1), (1.2, 1.2)])]) == b""
    thin = shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(4, 4), (4.2, 4), (4.2, 4.2)]])
    (feature,) = decoded(written(2, [thin]))["it"]
    assert len(feature["geometry"]["coordinates"]) == 1


def test_clipping_leftovers_are_left_out() -> None:
    """Of a mixture of areas and lines, as clipping leaves it, an area layer keeps the areas."""
    mixture = shapely.GeometryCollection(
        [shapely.LineString([(0, 0), (9, 0)]), shapely.box(20, 20, 30, 30)]
    )
    (feature,) = decoded(written(2, [mixture]))["it"]
    assert shapely.geometry.shape(feature["geometry"]).bounds == (20, 20, 30, 30)


def test_layer_of_nothing_is_no_bytes() -> None:
    """A layer without things is not written."""
    assert written(1, []) == b""
