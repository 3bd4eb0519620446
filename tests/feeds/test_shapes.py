"""Shapes of vehicles matched with the stops of patterns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from feeds import build_region, open_snapshot
from feeds.shapes import FeedShapes, _matched, joined_shapes, shape_patterns
from planner import distance_m
from tests.feeds.small_feed import GOOD, source
from tests.feeds.small_region import write_data, write_region
from tests.support.network import parse

TRIPS = GOOD["trips"].replace("trip_headsign", "trip_headsign,shape_id").replace("Gamma", "Gamma,S")
SHAPES = """
    shape_id,shape_pt_sequence,shape_pt_lat,shape_pt_lon
    S,1,48.5,7.7
    S,3,48.51,7.71
    S,2,48.5,7.71
    S,4,48.52,7.71
    S,5,48.52,7.72"""


def build(folder: Path, **tables: str) -> list[tuple[float, float]]:
    """Build the small region; return the line of its pattern from A to B."""
    region, data = write_region(folder), write_data(folder, **tables)
    var = folder / "var"
    version = build_region(
        region, data=data, var=var, today=date(2026, 6, 10), report=lambda _: None
    )
    snapshot = open_snapshot(var / "small" / "networks", version)
    assert snapshot.shapes is not None
    return snapshot.shapes.line(snapshot.network, 0, 0, 1)


def test_a_ride_follows_its_shape_in_the_order_of_sequence(tmp_path: Path) -> None:
    """Between two stops the line is the part of the shape between them."""
    assert build(tmp_path, trips=TRIPS, shapes=SHAPES) == [
        (48.5, 7.7),
        (48.5, 7.71),
        (48.51, 7.71),
    ]


def test_without_shapes_there_is_no_line(tmp_path: Path) -> None:
    """A feed without shapes.txt is drawn straight."""
    assert build(tmp_path) == []


def test_a_shape_far_from_the_stops_is_not_taken(tmp_path: Path) -> None:
    """A shape of another line would draw a lie."""
    elsewhere = SHAPES.replace("48.", "47.")
    assert build(tmp_path, trips=TRIPS, shapes=elsewhere) == []


def test_points_that_are_no_numbers_are_left_out(tmp_path: Path) -> None:
    """The rest of the shape is used."""
    broken = SHAPES.replace("S,2,48.5,7.71", "S,2,north,7.71")
    assert build(tmp_path, trips=TRIPS, shapes=broken) == [(48.5, 7.7), (48.51, 7.71)]


def test_a_loop_is_followed_in_the_order_of_the_stops() -> None:
    """Where a line comes back to where it was, each stop takes its own pass."""
    out_and_back = np.array([[0.0, 0.0], [0.0, 0.01], [0.0, 0.02], [0.0, 0.01], [0.0, 0.0]])
    stops = np.array([[0.0, 0.005], [0.0, 0.015], [0.0, 0.005]])
    found = _matched(out_and_back, stops)
    assert found is not None
    line, at = found
    assert line[:, 1].tolist() == pytest.approx([0.005, 0.01, 0.015, 0.02, 0.01, 0.005])
    assert at.tolist() == [0, 2, 5]


def test_a_network_without_shapes_has_empty_lines() -> None:
    """Every pattern has a place in the table."""
    network = parse("1: A 08:00  B 08:10")
    shapes = shape_patterns(network, [])
    assert shapes.points_start.tolist() == [0] * (network.n_patterns + 1)
    assert shapes.line(network, 0, 0, 1) == []


def test_versions_of_a_feed_keep_their_own_shapes() -> None:
    """A shape id that two versions use for two lines is each version's own for its trips."""
    old, new = np.array([[48.0, 7.0]]), np.array([[49.0, 8.0]])
    shapes = joined_shapes(
        [
            FeedShapes(source(), {"T1": "S", "T2": "S"}, {"S": old}),
            FeedShapes(source(), {"T2": "S"}, {"S": new}),
        ]
    )
    assert shapes.points[shapes.of_trip["T1"]] is old
    assert shapes.points[shapes.of_trip["T2"]] is new


def test_a_ride_is_as_long_as_its_line(tmp_path: Path) -> None:
    """Metres are those of the shape between two stops; without one straight, times 1.15."""
    for folder, tables in (("with", {"trips": TRIPS, "shapes": SHAPES}), ("without", {})):
        (tmp_path / folder).mkdir()
        build(tmp_path / folder, **tables)
    lengths = []
    for folder in ("with", "without"):
        store = tmp_path / folder / "var" / "small" / "networks"
        version = (store / "active").read_text("utf-8").strip()
        network = open_snapshot(store, version).network
        lengths.append(network.pattern_distance_m[:2].tolist())
    straight_m = distance_m(48.5, 7.7, np.array([48.51]), np.array([7.71]))[0]
    bent_m = distance_m(48.5, 7.7, np.array([48.5]), np.array([7.71]))[0]
    bent_m += distance_m(48.5, 7.71, np.array([48.51]), np.array([7.71]))[0]
    assert lengths == [[0, round(bent_m)], [0, round(straight_m * 1.15)]]
