"""What a page tells its map: where the tiles are, what to show, and the texts it says."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import request, url_for

from api.languages import language_of_answer
from api.places import PlaceInfo
from api.service import current_service
from api.words import _

SLOT = "PLACE"
"""Stands for the id of a place in the addresses that a map leads to."""


@dataclass(frozen=True, slots=True)
class MapFigure:
    """The attributes of the map of a page."""

    tiles: str
    """Address of the tiles, with {z}, {x} and {y}."""
    max_zoom: int
    bounds: str
    """West, south, east and north of the region, in degrees."""
    focus: str
    """Longitude and latitude of the place the page is about, "" where it is about none."""
    texts: str
    """JSON, as the scripts read it (api/web/src/map/texts.ts)."""


def map_figure(place: PlaceInfo | None = None) -> MapFigure | None:
    """Return the map of a page, about a place or about all of the region; None without tiles."""
    snapshot = current_service().snapshot
    if snapshot.tiles is None:
        return None
    bounds = snapshot.manifest.bounds
    root = f"{request.script_root}/carte/{snapshot.version}"
    return MapFigure(
        tiles=f"{root}/{{z}}/{{x}}/{{y}}.mvt",
        max_zoom=int(snapshot.tiles.max_zoom[0]),
        bounds=f"{bounds.west},{bounds.south},{bounds.east},{bounds.north}",
        focus="" if place is None else f"{place.lon:.6f},{place.lat:.6f}",
        texts=json.dumps(_texts(), ensure_ascii=False),
    )


def _texts() -> dict[str, str]:
    return {
        "title": _("Carte du réseau"),
        "keys": _(
            "Flèches pour se déplacer, + et − pour zoomer, Entrée pour choisir le lieu au centre."
        ),
        "failed": _("La carte ne peut pas être montrée ici\u202f; la page dit tout sans elle."),
        "point": _("Lieu choisi sur la carte"),
        "start": _("Départ\u00a0: %(place)s", place="{place}"),
        "end": _("Arrivée\u00a0: %(place)s", place="{place}"),
        "wheel": _("Ctrl + molette pour zoomer"),
        "wheelMac": _("⌘ + molette pour zoomer"),
        "fingers": _("Deux doigts pour déplacer la carte"),
        "nameUrl": url_for("map.named_point", place=SLOT, lang=language_of_answer()),
        "fromUrl": url_for("pages.planner", fromPlace=SLOT),
        "toUrl": url_for("pages.planner", toPlace=SLOT),
        "stopUrl": url_for("stops.board", stop_id=SLOT),
    }
