"""Maps of the desk: places where they belong, few strokes, nothing upon another."""

from __future__ import annotations

import re

import numpy as np
import pytest
from shapely.geometry import box

from api.desk.maps import (
    CLOSEST,
    HEIGHT,
    WIDTH,
    MarkedPlace,
    border_path,
    extent_of,
    labels_of,
    marks_of,
    stop_paths,
    stretch_path,
    view_of,
)
from api.desk.maps.outlines import MOST_COMMUNES
from api.desk.maps.paths import strokes_path
from api.desk.maps.view import Extent, View
from feeds import Authority, Commune, Territories

ALSACE = Extent(47.5, 7.0, 49.0, 8.2)


def at(*degrees: float) -> np.ndarray:
    """Return degrees as an array."""
    return np.array(degrees, dtype=np.float64)


def test_the_whole_extent_is_in_the_window() -> None:
    """Its corners are inside, north above, and the middle in the middle."""
    view = view_of(ALSACE)
    x, y = view.put(at(49.0, 47.5), at(7.0, 8.2))
    assert 0 < x[0] < x[1] < WIDTH
    assert 0 < y[0] < y[1] < HEIGHT
    assert (x.mean(), y.mean()) == pytest.approx((WIDTH / 2, HEIGHT / 2))


def test_corners_are_the_inverse_of_putting() -> None:
    """The corners of the window are put at its corners, at every level."""
    for level in (0, 3):
        view = view_of(ALSACE).at_level(level)
        corners = view.corners
        x, y = view.put(at(corners.north, corners.south), at(corners.west, corners.east))
        assert x == pytest.approx([0, WIDTH], abs=1e-6)
        assert y == pytest.approx([0, HEIGHT], abs=1e-6)


def test_moving_and_zooming() -> None:
    """A move by half the width puts the border into the middle; levels have ends."""
    view = view_of(ALSACE)
    moved = view.moved(0.5, 0)
    assert moved.put(at(moved.lat), at(view.corners.east))[0] == pytest.approx([WIDTH / 2])
    assert view.moved(0, -0.5).lat == pytest.approx(view.corners.north)
    assert view.at_level(99).level == CLOSEST
    assert view.at_level(-1).level == 0
    assert view.at_level(1).scale == 2 * view.scale


def test_one_misplaced_stop_does_not_widen_the_map() -> None:
    """A stop in another continent is left out of the extent."""
    lat, lon = at(48.5, 48.51, 48.52, 7.7), at(7.7, 7.71, 7.72, 48.5)
    extent = extent_of(lat, lon)
    assert extent == Extent(48.5, 7.7, 48.52, 7.72)


def test_one_stop_and_none() -> None:
    """A single place gets a window around it; no place gets none."""
    extent = extent_of(at(48.5), at(7.7))
    assert extent is not None
    assert extent.south < 48.5 < extent.north
    assert extent_of(at(), at()) is None


def test_near_stops_are_one_dot_and_far_ones_are_counted() -> None:
    """Two stops in one square make a larger dot; one outside of the window is told."""
    view = view_of(ALSACE)
    (small, middle, large), outside = stop_paths(
        view, at(48.0, 48.0001, 48.5, 60.0), at(7.5, 7.5001, 7.5, 7.5)
    )
    assert small.count("M") == 1
    assert middle.count("M") == 1
    assert large == ""
    assert outside == 1


def test_strokes_are_joined_and_drawn_once() -> None:
    """A line there and back again is one path without gaps; a stroke of no length is none."""
    strokes = np.array([[0, 0, 5, 5], [5, 5, 9, 0], [9, 0, 5, 5], [3, 3, 3, 3]])
    assert strokes_path(strokes) == "M0 0l5 5 4-5"


def test_paths_hold_only_numbers() -> None:
    """Whatever a feed holds, a path is letters and numbers."""
    view = view_of(ALSACE)
    path = stretch_path(view, (at(48.0, -90.0), at(7.5, -180), at(48.1, 90.0), at(7.6, 180)))
    assert re.fullmatch(r"(M-?\d+ -?\d+l(-?\d+[ -]?-?\d+ ?)+)+", path)


def test_a_large_feed_stays_light() -> None:
    """Five thousand stops and seven thousand stretches weigh less than 100 kB."""
    random = np.random.default_rng(5)
    lat, lon = random.uniform(47.5, 49.0, 5000), random.uniform(7.0, 8.2, 5000)
    view = view_of(ALSACE)
    dots, _outside = stop_paths(view, lat, lon)
    order = np.argsort(lat)
    start = np.repeat(order[:-1], 2)[:7000]
    end = np.repeat(order[1:], 2)[:7000]
    path = stretch_path(view, (lat[start], lon[start], lat[end], lon[end]))
    assert len("".join(dots)) + len(path) < 100_000


def test_marks_of_one_kind_at_one_place_are_one_with_their_number() -> None:
    """A lone mark bears its name; what is outside of the window is counted."""
    places = [
        MarkedPlace(48.0, 7.5, "error", "A"),
        MarkedPlace(48.0001, 7.5, "error", "B"),
        MarkedPlace(48.5, 7.5, "warning", "C"),
        MarkedPlace(60.0, 7.5, "error", "D"),
    ]
    marks, outside = marks_of(view_of(ALSACE), places)
    assert [(mark.kind, mark.count, mark.written) for mark in marks] == [
        ("error", 2, "2"),
        ("warning", 1, "C"),
    ]
    assert outside == 1
    assert marks_of(view_of(ALSACE), []) == ([], 0)


def test_a_name_that_would_lie_upon_another_is_left_out() -> None:
    """Two marks side by side: the second has its sign and no name."""
    view = view_of(ALSACE)
    places = [MarkedPlace(48.0, lon, "shared", "Gare centrale") for lon in (7.5, 7.55)]
    marks, _outside = marks_of(view, places)
    assert [mark.name for mark in marks] == ["Gare centrale", ""]


def test_communes_are_named_where_there_is_room() -> None:
    """The most populous ones come first, and none is written upon a mark."""
    view = view_of(Extent(47.0, 6.5, 49.0, 8.5))
    (label,) = labels_of(view, territories(1), [])
    assert label.name == "Commune 0"
    covering, _outside = marks_of(view, [MarkedPlace(47.55, 7.05, "shared", "x")])
    assert labels_of(view, territories(1), covering) == []


def territories(count: int) -> Territories:
    """Return communes of a tenth of a degree side by side, two authorities by turns of five."""
    cells = [(7.0 + 0.1 * (n % 12), 47.5 + 0.1 * (n // 12)) for n in range(count)]
    return Territories(
        communes=tuple(
            Commune(f"{n}", f"Commune {n}", 1000 - n, "AB"[n % 12 // 6], y + 0.05, x + 0.05)
            for n, (x, y) in enumerate(cells)
        ),
        authorities={name: Authority(name, name, 1) for name in "AB"},
        outlines=tuple(box(x, y, x + 0.1, y + 0.1) for x, y in cells),
    )


def strokes(path: str) -> int:
    """Return how many strokes a path has."""
    return sum(len(re.findall(r"-?\d+", line)) // 2 - 1 for line in path.split("M")[1:])


def test_neighbours_share_a_border() -> None:
    """Two communes side by side have seven strokes, not eight."""
    assert strokes(border_path(view_of(ALSACE), territories(2))) == 7


def test_from_afar_only_the_borders_of_authorities_are_drawn() -> None:
    """With many communes those inside of an authority lose their borders."""
    whole = view_of(ALSACE)
    few, many = territories(12), territories(MOST_COMMUNES + 12)
    assert strokes(border_path(whole, few)) == 12 * 3 + 1
    rows = len(many.communes) // 12
    assert strokes(border_path(whole, many)) == 2 * 12 + 3 * rows


def test_communes_out_of_the_window_are_not_drawn() -> None:
    """A window elsewhere has no border and no name."""
    away = View(60.0, 20.0, 0, view_of(ALSACE).scale)
    assert border_path(away, territories(3)) == ""
    assert labels_of(away, territories(3), []) == []


def test_the_scale_is_a_round_number_of_metres() -> None:
    """One, two or five with noughts, not longer than its place."""
    for level in range(CLOSEST + 1):
        metres, length = view_of(ALSACE).at_level(level).scale_bar
        assert str(metres).rstrip("0") in {"1", "2", "5"}
        assert 60 < length <= 160
