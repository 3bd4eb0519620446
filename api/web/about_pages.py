"""Pages about the service: how answers are made, accessibility, legal notice and privacy."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from api.downloads import GTFS
from api.service import Service, current_service
from api.words import _

blueprint = Blueprint("about", __name__)

FRENCH_ZONE = "Europe/Paris"
"""Where French law says what a statement of accessibility holds."""


@blueprint.get("/calcul")
def method() -> Response:
    """Answer with how journeys are found and sorted, from which data, within which limits."""
    service = current_service()
    network = service.snapshot.network
    return _page(
        "method.html",
        n_stops=network.n_stops,
        n_trips=network.n_trips,
        version=service.snapshot.version,
        factors=service.emissions.factors,
        downloads=_downloads(service),
    )


def _downloads(service: Service) -> list[tuple[str, str]]:
    """Return the files of the network that there are, and what they are called."""
    named = {
        GTFS: _("le réseau réuni (GTFS)"),
        "stops.csv": _("les arrêts (CSV)"),
        "stops.geojson": _("les arrêts (GeoJSON)"),
        "lines.csv": _("les lignes (CSV)"),
        "lines.geojson": _("les lignes (GeoJSON)"),
    }
    return [one for one in named.items() if one[0] != GTFS or service.snapshot.gtfs is not None]


@blueprint.get("/accessibilite")
def accessibility() -> Response:
    """Answer with the statement of accessibility."""
    manifest = current_service().snapshot.manifest
    return _page("accessibility.html", in_france=manifest.timezone == FRENCH_ZONE)


@blueprint.get("/mentions-legales")
def legal() -> Response:
    """Answer with who publishes the site, and what it keeps of its readers."""
    return _page("legal.html")


def _page(template: str, **values: object) -> Response:
    body = render_template(template, settings=current_service().settings, **values)
    return Response(body, mimetype="text/html")
