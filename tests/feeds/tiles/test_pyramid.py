"""Layers are cut so that each tile holds what is on it, at each zoom what can be seen."""

from __future__ import annotations

import gzip

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from feeds.tiles.archive import packed
from feeds.tiles.encode import EXTENT
from feeds.tiles.layer import Layer, Properties, zoom_of_extent
from feeds.tiles.pyramid import BUFFER, cut_tiles
from tests.feeds.tiles.decoded import decoded

DEEPEST = 4
UNIT = st.floats(0.0, 0.999, allow_subnormal=False)


def layer(
    dimension: int,
    shapes: list[object],
    told: list[Properties] | None = None,
    min_zoom: int = 0,
    named_from: int = 0,
) -> Layer:
    """Return a layer called `it`."""
    zooms = np.full(len(shapes), min_zoom, dtype=np.int8)
    properties = [{}] * len(shapes) if told is None else told
    return Layer("it", dimension, np.array(shapes, dtype=object), properties, zooms, named_from)


@given(st.lists(st.tuples(UNIT, UNIT), min_size=1, max_size=5))
def test_point_is_on_one_tile_of_each_zoom(points: list[tuple[float, float]]) -> None:
    """At each zoom every point stands on exactly one tile, where it is."""
    told: list[Properties] = [{"rank": number} for number in range(len(points))]
    tiles = cut_tiles([layer(0, [shapely.Point(p) for p in points], told)], DEEPEST)
    for zoom in range(DEEPEST + 1):
        found = {
            feature["properties"]["rank"]: (x, y, *feature["geometry"]["coordinates"])
            for (at, x, y), content in tiles.items()
            if at == zoom
            for feature in decoded(content)["it"]
        }
        assert len(found) == len(points)
        for number, (px, py) in enumerate(points):
            x, y, along, down = found[number]
            assert abs((x + along / EXTENT) / 2**zoom - px) <= 0.5001 / EXTENT / 2**zoom
            assert abs((y + down / EXTENT) / 2**zoom - py) <= 0.5001 / EXTENT / 2**zoom


def test_line_reaches_into_the_margin_of_each_tile_it_crosses() -> None:
    """A line across two tiles is on both, a little beyond their common border."""
    line = shapely.LineString([(0.1, 0.3), (0.9, 0.3)])
    tiles = cut_tiles([layer(1, [line])], 1)
    west, east = (decoded(tiles[1, x, 0])["it"][0]["geometry"]["coordinates"] for x in (0, 1))
    assert west[-1][0] == EXTENT + BUFFER
    assert east[0][0] == -BUFFER
    assert (1, 0, 1) not in tiles


def test_area_around_a_tile_covers_it() -> None:
    """A tile in the middle of an area is covered whole, margin included."""
    tiles = cut_tiles([layer(2, [shapely.box(0.0, 0.0, 1.0, 1.0)])], 3)
    (feature,) = decoded(tiles[3, 4, 4])["it"]
    covered = shapely.geometry.shape(feature["geometry"])
    assert covered.bounds == (-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    assert covered.area == (EXTENT + 2 * BUFFER) ** 2


def test_nothing_is_drawn_before_its_zoom() -> None:
    """A thing of zoom 3 is on no tile of zoom 2; empty tiles do not exist."""
    tiles = cut_tiles([layer(0, [shapely.Point(0.3, 0.3)], min_zoom=3)], DEEPEST)
    assert sorted(zoom for zoom, _x, _y in tiles) == [3, 4]


def test_names_come_when_there_is_room_for_them() -> None:
    """Before names are told two streets that meet are one line; then each has its name."""
    streets: list[object] = [
        shapely.LineString([(0.1, 0.1), (0.2, 0.2)]),
        shapely.LineString([(0.2, 0.2), (0.3, 0.1)]),
    ]
    told: list[Properties] = [{"kind": "minor", "name": name} for name in ("Rue A", "Rue B")]
    tiles = cut_tiles([layer(1, streets, told, named_from=1)], 1)
    (together,) = decoded(tiles[0, 0, 0])["it"]
    assert together["properties"] == {"kind": "minor"}
    assert together["geometry"]["type"] == "LineString"
    names = [feature["properties"]["name"] for feature in decoded(tiles[1, 0, 0])["it"]]
    assert names == ["Rue A", "Rue B"]


def test_lines_are_simplified_to_half_a_pixel() -> None:
    """A line of a thousand points keeps its ends and moves by half a pixel at most."""
    along = np.linspace(0.1, 0.9, 1000)
    line = shapely.LineString(np.column_stack([along, 0.5 + 0.05 * np.sin(along * 9)]))
    tiles = cut_tiles([layer(1, [line])], 1)
    points = decoded(tiles[0, 0, 0])["it"][0]["geometry"]["coordinates"]
    assert len(points) < 60
    drawn = shapely.LineString(np.array(points) / EXTENT)
    assert shapely.hausdorff_distance(drawn, line, densify=0.01) <= 5 / EXTENT


def test_archive_finds_what_was_packed() -> None:
    """A packed tile is found as it was; absent ones and impossible places are None."""
    tiles = packed({(3, 1, 2): b"one", (3, 2, 1): b"two", (0, 0, 0): b"all"}, 3)
    for place, content in (((3, 2, 1), b"two"), ((3, 1, 2), b"one"), ((0, 0, 0), b"all")):
        assert gzip.decompress(tiles.find(*place) or b"") == content
    assert tiles.find(3, 7, 7) is None
    for place in ((3, 8, 0), (3, 0, 8), (3, -1, 0), (99, 0, 0), (-1, 0, 0)):
        assert tiles.find(*place) is None


def test_small_areas_wait_until_they_can_be_seen() -> None:
    """An area of a hundredth of the world has six pixels from zoom one on, half of it later."""
    zooms = zoom_of_extent(np.array([0.01, 0.001, 1.0]), 6.0)
    assert zooms.tolist() == [1, 4, 0]
