"""Street maps as text for tests: nodes by letter in metres, ways as words with tags.

A 0,0   B 100,0          where nodes are, in metres east and north of 48.0 N, 7.0 E
A-B-C highway=residential name=Rue_Haute          underscores are spaces
B: barrier=bollard                                tags of a node
* from=1 via=B to=2 type=restriction restriction=no_left_turn
                         a relation: members by role, ways by their number from 1; then its tags
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import quoteattr

from feeds.streets import StreetReport, build_streets
from planner import StreetGraph

SOUTH, WEST = 48.0, 7.0
_LAT_M = 111_194.93
_LON_M = _LAT_M * 0.66913  # cos 48°

_PLACE = re.compile(r"(\w+) (-?[\d.]+),(-?[\d.]+)")


def lat_lon(x_m: float, y_m: float) -> tuple[float, float]:
    """Return where a point of the drawing is."""
    return SOUTH + y_m / _LAT_M, WEST + x_m / _LON_M


def osm_text(drawing: str) -> str:
    """Return a drawing as an OpenStreetMap file."""
    places: dict[str, tuple[float, float]] = {}
    node_tags: dict[str, str] = {}
    ways: list[tuple[list[str], str]] = []
    relations: list[str] = []
    for line in filter(None, map(str.strip, drawing.splitlines())):
        head, _, rest = line.partition(" ")
        if head.endswith(":"):
            node_tags[head[:-1]] = rest
        elif head == "*":
            relations.append(rest)
        elif "-" in head:
            ways.append((head.split("-"), rest))
        else:
            found = _PLACE.findall(line)
            places.update({name: (float(x), float(y)) for name, x, y in found})
    ids = {name: number for number, name in enumerate(sorted(places), 1)}
    rows = []
    for name, number in ids.items():
        lat, lon = lat_lon(*places[name])
        tags = _tags(node_tags.get(name, ""))
        rows.append(
            f'<node id="{number}" version="1" lat="{lat:.7f}" lon="{lon:.7f}">{tags}</node>'
        )
    for number, (names, tags) in enumerate(ways, 1):
        refs = "".join(f'<nd ref="{ids.get(name, 999)}"/>' for name in names)
        rows.append(f'<way id="{number}" version="1">{refs}{_tags(tags)}</way>')
    rows += [_relation(number, text, ids) for number, text in enumerate(relations, 1)]
    return f'<osm version="0.6" generator="test">{"".join(rows)}</osm>'


def draw(folder: Path, drawing: str) -> tuple[StreetGraph, StreetReport]:
    """Build the street graph of a drawing."""
    path = folder / "streets.osm"
    path.write_text(osm_text(drawing), "utf-8")
    return build_streets(path)


_ROLES = ("from", "via", "to", "outer", "inner")


def _relation(number: int, text: str, ids: dict[str, int]) -> str:
    """Return a relation of ways (numbers) and nodes (letters)."""
    words = [word.partition("=") for word in text.split()]
    members = [
        f'<member type="{"way" if ref.isdecimal() else "node"}" '
        f'ref="{ref if ref.isdecimal() else ids[ref]}" role="{role}"/>'
        for role, _, refs in words
        if role in _ROLES
        for ref in refs.split(",")
    ]
    tags = " ".join(f"{key}={value}" for key, _, value in words if key not in _ROLES)
    body = f"{''.join(members)}{_tags(tags)}"
    return f'<relation id="{number}" version="1">{body}</relation>'


def _tags(text: str) -> str:
    pairs = (word.partition("=") for word in text.split())
    return "".join(
        f"<tag k={quoteattr(key)} v={quoteattr(_value(key, value))}/>" for key, _, value in pairs
    )


def _value(key: str, value: str) -> str:
    return value if key in {"amenity", "restriction"} else value.replace("_", " ")
