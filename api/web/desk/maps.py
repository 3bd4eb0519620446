"""A map of a page: drawn on the server, moved by links, its marks named in the table beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
from flask import request

from api.desk.maps import (
    CLOSEST,
    Label,
    Mark,
    MarkedPlace,
    View,
    border_path,
    extent_of,
    labels_of,
    marks_of,
    stop_paths,
    stretch_path,
    view_of,
)
from api.problems import invalid_value
from api.service import current_service
from api.words import _
from feeds.sketch import Sketch, Way
from planner import Float64s

PARAMETER, ANCHOR = "map", "map"
STEP = 0.5
"""Part of the window that a link moves it by."""
NEAR = 5
"""Level of a link to one place."""
_NORTHERNMOST, _EASTERNMOST = 85, 180


@dataclass(frozen=True)
class DrawnMap:
    """What the template draws: paths and marks in units of the drawing."""

    title: str
    borders: str
    labels: Sequence[Label]
    stretches: tuple[tuple[str, str], ...]
    """Class and path of what is ridden on."""
    dots: tuple[str, str, str]
    """Stops: paths of small, middle and large dots."""
    marks: Sequence[Mark]
    legend: Sequence[tuple[str, str]]
    """Signs of marks and what they mean."""
    outside: int
    """Marks out of the window."""
    scale_m: int
    scale_length: float
    links: Sequence[tuple[str, str]]
    """Names and addresses of other windows."""


def draw(
    title: str, sketch: Sketch, places: Sequence[MarkedPlace], signs: Mapping[str, str]
) -> DrawnMap | None:
    """Draw stops and stretches with marks upon them; None where there is nothing to show.

    `signs` says in words what the kinds of marks mean.

    Raises
    ------
    ApiProblem: the address asks for a window that cannot be read.

    """
    shown = sketch.served if sketch.served.any() else np.ones(len(sketch.lat), dtype=np.bool_)
    extent = extent_of(sketch.lat[shown], sketch.lon[shown])
    if extent is None:
        return None
    whole = view_of(extent)
    view = _asked(whole)
    territories = current_service().snapshot.territories
    dots, _outside = stop_paths(view, sketch.lat, sketch.lon)
    marks, outside = marks_of(view, places)
    used = {one.kind for one in places}
    return DrawnMap(
        title=title,
        borders=border_path(view, territories),
        labels=labels_of(view, territories, marks),
        stretches=tuple((way.name.lower(), stretch_path(view, _ends(sketch, way))) for way in Way),
        dots=dots,
        marks=marks,
        legend=[(kind, name) for kind, name in signs.items() if kind in used],
        outside=outside,
        scale_m=view.scale_bar[0],
        scale_length=view.scale_bar[1],
        links=_links(view),
    )


def place_address(lat: float, lon: float) -> str:
    """Return the address of this page with its map around a place."""
    return _address(f"{lat:.5f},{lon:.5f},{NEAR}")


def _asked(whole: View) -> View:
    """Return the window that the address asks for, the whole when it asks for none."""
    given = request.args.get(PARAMETER)
    if given is None:
        return whole
    window = _read(given)
    if window is None:
        expected = _(
            "latitude, longitude et niveau de 0 à %(most)s, avec des virgules", most=CLOSEST
        )
        raise invalid_value(PARAMETER, given, expected)
    lat, lon, level = window
    return View(lat, lon, level, whole.scale * 2.0**level)


def _read(text: str) -> tuple[float, float, int] | None:
    """Read the middle and the level of a window, None when they are not that."""
    try:
        lat, lon, level = (float(part) for part in text.split(","))
    except ValueError:
        return None
    known = abs(lat) <= _NORTHERNMOST and abs(lon) <= _EASTERNMOST
    return (lat, lon, int(level)) if known and level in range(CLOSEST + 1) else None


def _links(view: View) -> list[tuple[str, str]]:
    """Return the other windows that are one step away."""
    nearer, farther = view.at_level(view.level + 1), view.at_level(view.level - 1)
    links = []
    if nearer.level != view.level:
        links.append((_("Agrandir la carte"), _address(_written(nearer))))
    if farther.level != view.level:
        links.append((_("Réduire la carte"), _address(_written(farther))))
    moves = {
        _("Vers le nord"): (0, -STEP),
        _("Vers le sud"): (0, STEP),
        _("Vers l’ouest"): (-STEP, 0),
        _("Vers l’est"): (STEP, 0),
    }
    links += [(name, _address(_written(view.moved(*by)))) for name, by in moves.items()]
    if request.args.get(PARAMETER) is not None:
        links.append((_("Tout voir"), _address(None)))
    return links


def _written(view: View) -> str:
    return f"{view.lat:.5f},{view.lon:.5f},{view.level}"


def _address(window: str | None) -> str:
    """Return the address of this page with another window."""
    kept = [(k, v) for k, v in request.args.items(multi=True) if k != PARAMETER]
    if window is not None:
        kept.append((PARAMETER, window))
    return f"?{urlencode(kept)}#{ANCHOR}"


def _ends(sketch: Sketch, way: Way) -> tuple[Float64s, Float64s, Float64s, Float64s]:
    start, end = sketch.start[sketch.way == way], sketch.end[sketch.way == way]
    return sketch.lat[start], sketch.lon[start], sketch.lat[end], sketch.lon[end]
