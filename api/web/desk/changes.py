"""What a version changes against the one in service, in tables and on a map."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from api.desk.comparison_report import comparison_json
from api.desk.errors import DeskError
from api.desk.inspections import comparison_of
from api.desk.maps import MarkedPlace
from api.desk.registry import Registry, State, Version
from api.web.desk.maps import DrawnMap, draw, place_address
from api.web.desk.session import blueprint, entered, page, today, told
from api.words import N_, _
from feeds.compare import Comparison
from feeds.sketch import Sketch

DROP_SHARE = 0.2
"""A line that loses more of its trips is marked."""
SHOWN = 200
"""Rows of one table; the JSON file has all."""


@blueprint.get("/desk/versions/<int:number>/changes")
@told
def changes(number: int) -> AnyResponse:
    """Show what a version changes against the one in service."""
    registry, bearer = entered()
    version = registry.version(number)
    active = _active(registry, version)
    old, new = registry.file_of(active), registry.file_of(version)
    comparison, before, after = comparison_of(old, new, today())
    stops = _places(comparison, before, after)
    return page(
        "desk_changes.html",
        bearer,
        version=version,
        active=active,
        comparison=comparison,
        drawing=_map(version, stops, after),
        address={place.kind + place.name: place_address(place.lat, place.lon) for place in stops},
        drops=comparison.drops(DROP_SHARE),
        drops_in_all=comparison.drops_in_all(DROP_SHARE),
        share=round(100 * DROP_SHARE),
        shown=SHOWN,
    )


@blueprint.get("/desk/versions/<int:number>/changes.json")
@told
def changes_file(number: int) -> AnyResponse:
    """Answer with the whole comparison, aliases included."""
    registry, _bearer = entered()
    version = registry.version(number)
    active = _active(registry, version)
    found = comparison_of(registry.file_of(active), registry.file_of(version), today())
    response = Response(comparison_json(found[0], DROP_SHARE), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _active(registry: Registry, version: Version) -> Version:
    """Return the version in service that another one of its feed is compared with."""
    for one in registry.versions(version.feed_id):
        if one.state is State.ACTIVE:
            return one
    raise DeskError(N_("aucune version du jeu %(feed)s n’est en service"), feed=version.feed_id)


def _places(comparison: Comparison, before: Sketch, after: Sketch) -> list[MarkedPlace]:
    """Return where stops came, went and moved to, named by their ids."""
    old, new = _by_id(before), _by_id(after)
    return [
        MarkedPlace(*where[id_], kind, id_)
        for kind, ids, where in (
            ("added", [one.id for one in comparison.stops.added], new),
            ("removed", [one.id for one in comparison.stops.removed], old),
            ("moved", [id_ for id_, _metres in comparison.moved], new),
        )
        for id_ in ids
        if id_ in where
    ]


def _by_id(sketch: Sketch) -> Mapping[str, tuple[float, float]]:
    places = zip(sketch.lat.tolist(), sketch.lon.tolist(), strict=True)
    return dict(zip(sketch.id, places, strict=True))


def _map(version: Version, stops: list[MarkedPlace], after: Sketch) -> DrawnMap | None:
    names = {
        "added": _("arrêt en plus"),
        "removed": _("arrêt en moins"),
        "moved": _("arrêt déplacé, là où il est maintenant"),
    }
    title = _("Arrêts que change la version %(number)s", number=version.id)
    return draw(title, after, stops, names)
