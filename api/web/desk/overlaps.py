"""What the feeds of the network in service share: stations and trips, on a map and in tables."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from api.desk.maps import MarkedPlace
from api.problems import invalid_value
from api.service import current_service
from api.web.desk.maps import DrawnMap, draw, place_address
from api.web.desk.session import blueprint, entered, page, told
from api.words import _
from feeds.sketch import sketch_of_network
from feeds.snapshot import read_problems


@blueprint.get("/desk/overlaps")
@told
def overlaps() -> AnyResponse:
    """Show what feeds have in common, all pairs or the one of the address."""
    _registry, bearer = entered()
    service = current_service()
    store = service.settings.networks_of(service.snapshot.manifest.region_id)
    found = read_problems(store, service.snapshot.version).get("overlaps", [])
    chosen = _chosen(found)
    shown = [one for one in found if chosen in {None, _pair(one)}]
    return page(
        "desk_overlaps.html",
        bearer,
        overlaps=shown,
        pairs=[_pair(one) for one in found],
        chosen=chosen,
        drawing=_map(shown) if shown else None,
        place_address=place_address,
    )


def _pair(overlap: dict[str, Any]) -> str:
    return ",".join(overlap["feeds"])


def _chosen(found: list[dict[str, Any]]) -> str | None:
    """Return the pair of feeds that the address asks for."""
    given = request.args.get("feeds")
    if given is not None and given not in {_pair(one) for one in found}:
        expected = _("deux jeux de la liste, par exemple %(pair)s", pair=_example(found))
        raise invalid_value("feeds", given, expected)
    return given


def _example(found: list[dict[str, Any]]) -> str:
    return _pair(found[0]) if found else "a,b"


def _map(shown: list[dict[str, Any]]) -> DrawnMap | None:
    """Draw the feeds, their shared stations, and where their times contradict each other."""
    network = current_service().snapshot.network
    feeds = {feed for one in shown for feed in one["feeds"]}
    numbers = frozenset(n for n in range(len(network.feed_id)) if network.feed_id[n] in feeds)
    places = [
        MarkedPlace(station["lat"], station["lon"], "shared", station["name"])
        for one in shown
        for station in one["stations"]
    ]
    places += [
        MarkedPlace(call["place"]["lat"], call["place"]["lon"], "conflict", call["place"]["name"])
        for one in shown
        for trip in one.get("conflicts", [])
        for call in trip["conflicts"]
    ]
    signs = {
        "shared": _("station commune"),
        "conflict": _("horaires qui se contredisent"),
    }
    return draw(
        _("Stations que les jeux partagent"), sketch_of_network(network, numbers), places, signs
    )
