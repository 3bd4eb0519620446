"""Places by what people type or where they stand: `/api/v1/geocode` and `reverse-geocode`."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from api.coordinates import read_coordinates
from api.meter import look_up
from api.parameters import Parameters, Range
from api.place_responses import match_response
from api.places import PlaceKind
from api.plan_request import place_named
from api.problems import invalid_value
from api.service import Service
from api.words import _

LONGEST_TEXT = 200
NUM_RESULTS = Range(10, 1, 50)
NUM_NEAREST = Range(5, 1, 50)

_TYPES = ("STOP", "PLACE", "ADDRESS")


def geocode_response(args: MultiDict[str, str], service: Service) -> list[dict[str, object]]:
    """Return the places that fit a text.

    Raises
    ------
    ApiProblem: a parameter is missing, malformed, out of its limits, unknown or not served.

    """
    read = Parameters(args)
    text = read.required("text", _("il faut le début d’un nom"))
    if len(text) > LONGEST_TEXT:
        raise invalid_value(
            "text", text, _("il faut %(most)s caractères au plus", most=LONGEST_TEXT)
        )
    types = read.choices("type", _TYPES)
    limit = read.whole("numResults", NUM_RESULTS)
    near_text, near = read.text("place"), None
    if near_text is not None:
        near = read_coordinates(near_text)
        if near is None:
            raise invalid_value("place", near_text, _("il faut «\u00a0latitude,longitude\u00a0»"))
    for name in ("min", "max", "mode"):
        read.fixed(name, ())
    read.inert(("language", "placeBias"))
    read.done()
    with look_up():
        matches = service.places.search(text, limit=limit, near=near, types=types)
    return [match_response(service, match) for match in matches]


def reverse_geocode_response(
    args: MultiDict[str, str], service: Service
) -> list[dict[str, object]]:
    """Return the stations nearest to a point, then its street and the commune it lies in.

    Raises
    ------
    ApiProblem: a parameter is missing, malformed, out of its limits, unknown or not served.

    """
    read = Parameters(args)
    text = read.required("place", _("il faut «\u00a0latitude,longitude\u00a0»"))
    types = read.choices("type", _TYPES) or _TYPES
    limit = read.whole("numResults", NUM_NEAREST)
    read.inert(("language",))
    read.done()
    point = place_named("place", text, service)
    if point.kind is not PlaceKind.COORDINATES:
        raise invalid_value("place", text, _("il faut «\u00a0latitude,longitude\u00a0»"))
    matches = []
    with look_up():
        if "STOP" in types:
            matches += service.places.nearest(point.lat, point.lon, limit=limit)
        if "ADDRESS" in types and service.streets is not None:
            named = service.streets.street_at((point.lat, point.lon))
            matches += [] if named is None else [service.places.street(*named, point)]
            matches.sort(key=lambda match: -match.score)
        if "PLACE" in types:
            commune = service.places.commune_at(point.lat, point.lon)
            matches += [] if commune is None else [commune]
    return [match_response(service, match) for match in matches[:limit]]
