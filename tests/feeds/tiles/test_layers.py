"""Lines, stations and places of the map are those of the network and its territories."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from feeds import Snapshot
from feeds.errors import SourceMissingError
from feeds.tiles.ground import read_ground
from feeds.tiles.layer import Layer, projected
from feeds.tiles.make import make_tiles
from feeds.tiles.places import NamedPlace, territory_layers
from feeds.tiles.transit import mode_of, transit_layers
from planner import TextTable
from tests.feeds.tiles.decoded import tile_of
from tests.support.network import parse
from tests.support.snapshots import two_towns_territories

TALLEST_TILE_BYTES = 100_000


def of(layers: list[Layer], name: str) -> Layer:
    """Return the layer of a name."""
    return next(layer for layer in layers if layer.name == name)


def test_modes_are_told_by_route_type() -> None:
    """Basic and extended route types of GTFS have the mode that the map draws them by."""
    modes = {0: "tram", 1: "metro", 2: "rail", 3: "bus", 109: "rail", 204: "coach"}
    modes |= {405: "metro", 715: "bus", 900: "tram", 1700: "other"}
    assert {route_type: mode_of(route_type) for route_type in modes} == modes


def test_line_is_drawn_once_for_both_directions() -> None:
    """Two directions between the same stops are one line of the network's colour and name."""
    network = parse("1: A 08:00 B 08:10 C 08:20\n1: C 09:00 B 09:10 A 09:20")
    network = replace(network, line_color=TextTable.of(["AA0000"]))
    lines = of(transit_layers(network, None), "lines")
    assert list(lines.properties) == [{"mode": "bus", "colour": "#aa0000", "name": "1"}]
    assert lines.shapes[0].geom_type == "LineString"


def test_hostile_colour_is_no_colour() -> None:
    """A colour that is none is not told; the page's own is used."""
    network = replace(parse("1: A 08:00 B 08:10"), line_color=TextTable.of(["red;}"]))
    assert "colour" not in of(transit_layers(network, None), "lines").properties[0]


def test_express_runs_through_the_stations_of_slower_trains() -> None:
    """A train that calls nowhere on the way is drawn where the others run; a bus is not."""
    places = {"A": (48.0, 7.0), "B": (48.02, 7.1), "C": (48.0, 7.2)}
    text = "S: A 08:00 B 08:10 C 08:20\nX: A 09:00 C 09:10"
    network = parse(text, positions=places)
    trains = replace(network, line_type=np.full(2, 2, dtype=np.int32))
    lengths = {
        mode: [
            len(shapely.get_coordinates(shape))
            for shape in of(transit_layers(changed, None), "lines").shapes
        ]
        for mode, changed in (("rail", trains), ("bus", network))
    }
    assert lengths == {"rail": [3, 3], "bus": [3, 2]}


def test_train_that_cuts_a_corner_runs_straight() -> None:
    """Where the way of slower trains is much longer, the express has tracks of its own."""
    places = {"A": (48.0, 7.0), "B": (48.3, 7.1), "C": (48.0, 7.2)}
    network = parse("S: A 08:00 B 08:10 C 08:20\nX: A 09:00 C 09:10", positions=places)
    network = replace(network, line_type=np.full(2, 2, dtype=np.int32))
    shapes = of(transit_layers(network, None), "lines").shapes
    assert [len(shapely.get_coordinates(shape)) for shape in shapes] == [3, 2]


def test_station_tells_what_leads_to_its_page() -> None:
    """A station has its id, its name cut to a length that fits, and its first mode."""
    network = parse("1: A 08:00 B 08:10", names={"A": "Long " * 3000, "B": "B"})
    stations = of(transit_layers(network, None), "stations")
    told = {str(properties["id"]): properties for properties in stations.properties}
    assert len(told) == 2
    assert all(len(str(properties["name"])) <= 80 for properties in told.values())
    assert {properties["mode"] for properties in told.values()} == {"bus"}


def test_border_of_two_communes_is_drawn_once() -> None:
    """The length of all borders of communes counts what two share once."""
    borders = of(territory_layers(two_towns_territories(), []), "borders")
    kinds = np.array([properties["kind"] for properties in borders.properties])
    outlines = projected(two_towns_territories().outlines)
    once = shapely.length(shapely.union_all(shapely.boundary(outlines)))
    drawn = shapely.length(borders.shapes[kinds == "commune"]).sum()
    assert drawn == pytest.approx(once, rel=1e-3)
    assert drawn < shapely.length(shapely.boundary(outlines)).sum() * 0.95
    assert set(kinds) == {"authority", "commune"}


def test_commune_is_named_where_the_street_map_names_it() -> None:
    """A place of a commune's name in the commune is where it is named; another place is added."""
    named = [
        NamedPlace("town", "Ouestville", 48.01, 6.95),
        NamedPlace("suburb", "Faubourg", 48.02, 6.96),
    ]
    places = of(territory_layers(two_towns_territories(), named), "places")
    assert [properties["kind"] for properties in places.properties] == ["commune"] * 3 + ["suburb"]
    assert places.shapes[0].equals(projected([shapely.Point(6.95, 48.01)])[0])


_OSM = """<osm version="0.6">
<node id="1" version="1" lat="48.0" lon="7.0"/><node id="2" version="1" lat="48.0" lon="7.01"/>
<node id="3" version="1" lat="48.01" lon="7.01"/><node id="4" version="1" lat="48.01" lon="7.0"/>
<node id="5" version="1" lat="48.005" lon="7.005"><tag k="place" v="suburb"/>
<tag k="name" v="Faubourg"/></node>
<way id="1" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>
<tag k="leisure" v="park"/></way>
<way id="2" version="1"><nd ref="1"/><nd ref="3"/><tag k="highway" v="primary"/>
<tag k="name" v="Grand-Rue"/></way>
<way id="3" version="1"><nd ref="2"/><nd ref="4"/><tag k="railway" v="tram"/></way>
<way id="4" version="1"><nd ref="2"/><nd ref="4"/><tag k="railway" v="subway"/>
<tag k="tunnel" v="yes"/></way>
<way id="5" version="1"><nd ref="2"/><nd ref="3"/><tag k="waterway" v="river"/></way>
<way id="6" version="1"><nd ref="2"/><nd ref="3"/><nd ref="999"/>
<tag k="highway" v="footway"/></way>
<way id="7" version="1"><nd ref="2"/><nd ref="999"/><tag k="highway" v="footway"/></way>
<way id="8" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="proposed"/></way>
<way id="9" version="1"><nd ref="1"/><nd ref="998"/><nd ref="3"/><nd ref="1"/>
<tag k="natural" v="water"/></way>
</osm>"""


def test_ground_is_what_the_street_map_says(tmp_path: Path) -> None:
    """Areas, streets, rails and rivers are told apart; tunnels and what is not built are not drawn.

    A way that leaves the extract is drawn up to there, an area that does is not.
    """
    path = tmp_path / "map.osm"
    path.write_text(_OSM, "utf-8")
    layers, places = read_ground(path)
    kinds = {
        layer.name: [properties["kind"] for properties in layer.properties] for layer in layers
    }
    assert kinds == {
        "land": ["park"],
        "rivers": ["river"],
        "streets": ["primary", "path"],
        "rails": ["tram"],
    }
    assert of(layers, "streets").properties[0]["name"] == "Grand-Rue"
    assert places == [NamedPlace("suburb", "Faubourg", 48.005, 7.005)]


@pytest.mark.real_data
def test_ground_of_a_real_extract(real_data: Path) -> None:
    """The middle of Mulhouse, cut out so that areas lack corners, has its trams and its canal."""
    layers, _places = read_ground(real_data / "alsace" / "mulhouse_centre_1km.osm")
    kinds = {layer.name: {told["kind"] for told in layer.properties} for layer in layers}
    assert kinds["rails"] >= {"tram"}
    assert kinds["land"] >= {"park"}
    assert kinds["streets"] >= {"minor", "path", "service"}
    assert kinds["rivers"]


def test_file_that_is_no_map_is_refused(tmp_path: Path) -> None:
    """A damaged extract is named in one sentence."""
    path = tmp_path / "map.osm"
    path.write_text("not a map", "utf-8")
    with pytest.raises(SourceMissingError, match=r"map\.osm cannot be read as OpenStreetMap"):
        read_ground(path)


def test_same_network_gives_the_same_tiles() -> None:
    """Tiles are the same bytes whenever they are made: they name the snapshot."""
    network = parse("1: A 08:00 B 08:10\n2: B 08:00 C 08:10")
    one, other = (make_tiles(network, two_towns_territories()) for _ in range(2))
    assert np.array_equal(one.blob, other.blob)
    assert np.array_equal(one.key, other.key)


def test_tiles_of_the_valley_are_whole_and_light(val_commun: Snapshot) -> None:
    """The demonstration has every layer in its town, no tile above 100 kB, none empty."""
    tiles = val_commun.tiles
    assert tiles is not None
    assert np.diff(tiles.start).max() < TALLEST_TILE_BYTES
    assert np.diff(tiles.start).min() > 20
    layers = tile_of(tiles, 14, 8482, 5748)
    assert set(layers) == {"region", "land", "rivers", "streets", "rails", "places"} | {
        "lines",
        "stations",
    }
    assert {"A", "B"} <= {feature["properties"].get("name") for feature in layers["lines"]}


def test_tiles_of_alsace_are_light_without_streets(alsace: Snapshot) -> None:
    """Three real networks and 880 communes without a street map: no tile above 100 kB."""
    tiles = alsace.tiles
    assert tiles is not None
    assert int(tiles.max_zoom[0]) == 12
    assert np.diff(tiles.start).max() < TALLEST_TILE_BYTES
    assert set(tile_of(tiles, 8, 133, 88)) == {"region", "borders", "places", "lines", "stations"}
