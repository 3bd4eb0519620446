"""The street file: one connected map with names, slopes and few bridges; stops lie on it."""

from __future__ import annotations

import gzip
import math
from itertools import pairwise
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import pytest
from shapely import LineString, Point, Polygon, STRtree

from feeds.demo.ground import lat_lon
from feeds.demo.streets import draw_streets
from feeds.demo.valley import valley
from feeds.streets import read_heights
from tests.feeds.demo.tables import FEEDS, Region


@pytest.fixture(scope="module")
def osm(region: Region) -> ET.Element:
    """Return the parsed street file."""
    return ET.fromstring(gzip.decompress((region.folder / "streets.osm.gz").read_bytes()))


@pytest.fixture(scope="module")
def nodes(osm: ET.Element) -> dict[str, tuple[float, float]]:
    """Return (east, north) of every node in metres, near enough for distances."""
    return {n.attrib["id"]: _metres(n.attrib["lat"], n.attrib["lon"]) for n in osm.iter("node")}


def test_ways_name_nodes_that_exist(osm: ET.Element, nodes: dict[str, object]) -> None:
    """Every reference of a way is a node, and no way is a single point."""
    for way in osm.iter("way"):
        references = _references(way)
        assert len(references) > 1
        assert nodes.keys() >= set(references)


def test_one_can_walk_from_anywhere_to_anywhere(osm: ET.Element) -> None:
    """All streets and paths are one connected network."""
    graph: nx.Graph[str] = nx.Graph()
    for way in osm.iter("way"):
        if "highway" in _tags(way):
            nx.add_path(graph, _references(way))
    assert nx.number_connected_components(graph) == 1
    assert len(graph) > 3000


def test_the_river_has_few_bridges(osm: ET.Element, nodes: dict[str, tuple[float, float]]) -> None:
    """Streets cross the water on bridges only, and there are not many."""
    water = next(way for way in osm.iter("way") if _tags(way).get("natural") == "water")
    river = Polygon([nodes[node] for node in _references(water)])
    bridges = 0
    for way in osm.iter("way"):
        tags = _tags(way)
        if "highway" in tags:
            line = LineString([nodes[node] for node in _references(way)])
            wet_m = line.intersection(river).length
            if tags.get("bridge") == "yes":
                bridges += 1
            else:
                assert wet_m < 3, tags
    assert 8 <= bridges <= 14


def test_hills_have_slopes_and_stairs(osm: ET.Element) -> None:
    """Steep streets and stairs say which way is up."""
    inclines = [_tags(way)["incline"] for way in osm.iter("way") if "incline" in _tags(way)]
    assert any(incline.endswith("%") for incline in inclines)
    assert {"up", "down"} & set(inclines)


def test_the_raster_knows_the_height_of_every_street(region: Region) -> None:
    """It covers the map, and what it says is the ground that the map was drawn on."""
    plan = valley(1)
    streets = draw_streets(plan)
    heights = read_heights(region.folder / "heights.tif")
    lat, lon = (np.array(column) for column in zip(*map(lat_lon, streets.points), strict=True))
    away_m = np.abs(heights.at(lat, lon) - np.array(streets.elevation_m))
    assert not np.isnan(away_m).any()
    assert np.percentile(away_m, 95) < 3


def test_streets_have_names(osm: ET.Element) -> None:
    """Nine streets of ten that cars may use have a name."""
    kinds = {"primary", "secondary", "tertiary", "residential", "living_street", "pedestrian"}
    streets = [tags for tags in map(_tags, osm.iter("way")) if tags.get("highway") in kinds]
    assert sum("name" in tags for tags in streets) > 0.9 * len(streets)


@pytest.mark.parametrize("feed", FEEDS)
def test_stops_lie_beside_streets(
    region: Region, osm: ET.Element, nodes: dict[str, tuple[float, float]], feed: str
) -> None:
    """Every stop is within 60 m of somewhere one can walk, and not on another one's spot."""
    ways = [way for way in osm.iter("way") if "highway" in _tags(way)]
    lines = STRtree([LineString([nodes[n] for n in _references(way)]) for way in ways])
    for row in region.table(feed, "stops"):
        stop = Point(_metres(row["stop_lat"], row["stop_lon"]))
        assert lines.query(stop, predicate="dwithin", distance=60).size, row["stop_id"]


@pytest.mark.parametrize("feed", FEEDS)
def test_shapes_follow_the_map(
    region: Region, osm: ET.Element, nodes: dict[str, tuple[float, float]], feed: str
) -> None:
    """Each piece of a shape joins two neighbouring nodes of a street or a track."""
    edges = {
        edge
        for way in osm.iter("way")
        for a, b in pairwise(_references(way))
        for edge in ((nodes[a], nodes[b]), (nodes[b], nodes[a]))
    }
    rows = region.table(feed, "shapes")
    for before, row in pairwise(rows):
        if before["shape_id"] == row["shape_id"]:
            ends = tuple(_metres(r["shape_pt_lat"], r["shape_pt_lon"]) for r in (before, row))
            assert ends in edges, row


def _metres(lat: str, lon: str) -> tuple[float, float]:
    scale = math.cos(math.radians(47.2))
    return round(float(lon) * 111_195 * scale, 1), round(float(lat) * 111_195, 1)


def _tags(element: ET.Element) -> dict[str, str]:
    return {tag.attrib["k"]: tag.attrib["v"] for tag in element.iter("tag")}


def _references(way: ET.Element) -> list[str]:
    return [reference.attrib["ref"] for reference in way.iter("nd")]
