"""What the map asks for: its tiles, as the build made them, and the name of a point on it."""

from __future__ import annotations

import gzip
from http import HTTPStatus

from flask import Blueprint, Response, abort, jsonify, request

from api.meter import look_up
from api.plan_request import place_named
from api.service import current_service
from api.web.assets import kept_for_ever
from api.web.place_fields import label_of

blueprint = Blueprint("map", __name__)


@blueprint.get("/carte/<version>/<int:zoom>/<int:x>/<int:y>.mvt")
def tile(version: str, zoom: int, x: int, y: int) -> Response:
    """Send a vector tile, nothing (204) where the map is empty.

    A page of the network before gets the tiles of the new one, which it may not keep.
    """
    snapshot = current_service().snapshot
    if snapshot.tiles is None or zoom > snapshot.tiles.max_zoom[0]:
        abort(HTTPStatus.NOT_FOUND)
    content = snapshot.tiles.find(zoom, x, y)
    if content is None:
        response = Response(status=HTTPStatus.NO_CONTENT)
    else:
        response = Response(mimetype="application/vnd.mapbox-vector-tile")
        response.headers["Vary"] = "Accept-Encoding"
        if request.accept_encodings["gzip"]:
            response.headers["Content-Encoding"] = "gzip"
            response.data = content
        else:
            response.data = gzip.decompress(content)
        response.set_etag(f"{snapshot.version}-{zoom}-{x}-{y}")
        response.make_conditional(request)
    if version == snapshot.version:
        return kept_for_ever(response)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/carte/lieu")
def named_point() -> Response:
    """Answer with what the form calls a point: its house, its street, or the stop it is near.

    Raises
    ------
    ApiProblem: `place` is no "latitude,longitude" of the region.

    """
    service = current_service()
    with look_up():
        place = place_named("place", request.args.get("place", ""), service)
    return jsonify(name=label_of(place))
