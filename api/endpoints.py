"""The JSON endpoints: each reads, answers and writes; the rest is elsewhere."""

from __future__ import annotations

from pathlib import Path

import orjson
from flask import Blueprint, Response, request

from api.costs import costs_csv, costs_response, read_month
from api.downloads import download
from api.geocoding import geocode_response, reverse_geocode_response
from api.health import health_response
from api.isochrones import isochrones_response, read_isochrone_request
from api.meter import charge, cost_sentence, stage
from api.planning import answer_plan, read_plan_request
from api.reach import reach_response, read_reach_request
from api.responses import plan_response
from api.service import current_service
from api.stoptimes import answer_board, read_board_request

blueprint = Blueprint("json", __name__)

_OPENAPI = Path(__file__).with_name("openapi.json")


@blueprint.get("/api/v6/plan")
def plan() -> Response:
    """Answer with journeys and what they cost."""
    service = current_service()
    asked = read_plan_request(request.args, service)
    answer = answer_plan(service, asked)
    with stage("write"):
        response = plan_response(service, answer)
    body = _bytes(response)
    charged = charge(len(body))
    told = charged.as_dict(detail=asked.cost_detail) | {"sentence": cost_sentence(charged)}
    return _json(b'%b,"cost":%b}' % (body[:-1], _bytes(told)))


@blueprint.get("/api/v1/geocode")
def geocode() -> Response:
    """Answer with the places that fit a text."""
    return _json(_bytes(geocode_response(request.args, current_service())))


@blueprint.get("/api/v1/reverse-geocode")
def reverse_geocode() -> Response:
    """Answer with the stations around a point."""
    return _json(_bytes(reverse_geocode_response(request.args, current_service())))


@blueprint.get("/api/v6/stoptimes")
def stoptimes() -> Response:
    """Answer with the departures or arrivals at a stop."""
    service = current_service()
    return _json(_bytes(answer_board(service, read_board_request(request.args, service))))


@blueprint.get("/api/v1/one-to-all")
@blueprint.get("/api/v6/one-to-all")
def one_to_all() -> Response:
    """Answer with every stop in reach of a place."""
    service = current_service()
    return _json(_bytes(reach_response(service, read_reach_request(request.args, service))))


@blueprint.get("/api/v1/isochrones")
def isochrones() -> Response:
    """Answer with the areas in reach of a place."""
    service = current_service()
    body = isochrones_response(service, read_isochrone_request(request.args, service))
    return Response(orjson.dumps(body), mimetype="application/geo+json")


@blueprint.get("/api/v1/costs/<month>")
def costs(month: str) -> Response:
    """Answer with a month's public accounts."""
    return _json(_bytes(costs_response(month, read_month(current_service().costs, month))))


@blueprint.get("/api/v1/costs/<month>.csv")
def costs_table(month: str) -> Response:
    """Answer with what each payer bore in a month, as a table."""
    text = costs_csv(read_month(current_service().costs, month))
    return Response(text, mimetype="text/csv")


@blueprint.get("/api/v1/network/<name>")
def network_file(name: str) -> Response:
    """Answer with the network as a file that others may take."""
    return download(current_service(), name)


@blueprint.get("/api/v1/health")
def health() -> Response:
    """Answer with what is in service."""
    return _json(_bytes(health_response(current_service())))


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Answer with the description of these endpoints."""
    return _json(_OPENAPI.read_bytes())


@blueprint.after_request
def _allow_any_origin(response: Response) -> Response:
    """Let pages of other sites ask: answers hold nothing private."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _bytes(content: object) -> bytes:
    with stage("write"):
        return orjson.dumps(content)


def _json(body: bytes) -> Response:
    return Response(body, mimetype="application/json")
