"""Stations by the desk: which stops are one place, and what a person decided about it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from api.desk.access import allow_changes
from api.desk.registry.stations import feeds_of
from api.desk.running import is_busy, said, start
from api.desk.wording import decision_name, join_reason, outcome_name
from api.problems import BAD_REQUEST, ApiProblem
from api.service import current_service
from api.web.desk.session import blueprint, entered, folder, form_text, page, told
from api.web.desk.station_places import StationPlace, station_called, station_of_stop, stops_called
from api.words import _
from feeds.snapshot import read_problems
from feeds.station_decisions import DecisionKind

SHOWN = 100
FOUND = 20


@blueprint.get("/desk/stations")
@told
def stations() -> AnyResponse:
    """List decisions, what was joined by itself, and what might be joined."""
    registry, bearer = entered()
    merged = _merged()
    joins = [_named(join) for join in merged.get("joins", [])]
    candidates = [_named(join) for join in merged.get("near_misses", [])]
    return page(
        "desk_stations.html",
        bearer,
        decisions=registry.stations.all(),
        outcomes={one["number"]: one for one in merged.get("decisions", [])},
        joins=joins[:SHOWN],
        n_joins=len(joins),
        candidates=candidates[:SHOWN],
        n_candidates=len(candidates),
        asked=request.args.get("q", "").strip(),
        found=_found(),
        may_undo=lambda kept: all(map(bearer.may_change, feeds_of(kept.decision.stops))),
        decision_name=decision_name,
        join_reason=join_reason,
        outcome_name=outcome_name,
        busy=is_busy(folder()),
        log=said(folder()),
    )


@blueprint.get("/desk/stations/<path:station_id>")
@told
def station(station_id: str) -> AnyResponse:
    """Show a station: its stops, what is near, and the forms to join, split and rename."""
    registry, bearer = entered()
    place = station_called(station_id)
    ids = {stop.id for stop in place.stops}
    decisions = [
        kept
        for kept in registry.stations.all()
        if ids.intersection(stop.id for stop in kept.decision.stops)
    ]
    return page(
        "desk_station.html",
        bearer,
        place=place,
        drawing=place.drawing(),
        decisions=decisions,
        may_change=all(bearer.may_change(feed) for feed in place.feeds),
        decision_name=decision_name,
    )


@blueprint.post("/desk/stations/<path:station_id>/<any(join, split, rename):action>")
@told
def decide_station(station_id: str, action: str) -> AnyResponse:
    """Keep a decision about a station; the next build applies it."""
    registry, bearer = entered()
    place = station_called(station_id)
    stops = [stop.decided for stop in place.stops]
    match action:
        case "join":
            others = request.form.getlist("station")
            stops += [stop.decided for other in others for stop in station_called(other).stops]
            if not others:
                raise ApiProblem(BAD_REQUEST, _("Cochez au moins une station à réunir."), "station")
        case "split":
            stops = stops_called(request.form.getlist("stop"), place)
            if not 0 < len(stops) < len(place.stops):
                raise ApiProblem(
                    BAD_REQUEST, _("Cochez une partie des arrêts\u00a0: ceux qui partent."), "stop"
                )
    allow_changes(bearer, feeds_of(stops))
    name = form_text("name", _("Donnez le nouveau nom.")) if action == "rename" else ""
    reason = form_text("reason", _("Dites pourquoi."))
    registry.stations.decide(DecisionKind(action), stops, name, who=bearer.name, reason=reason)
    return redirect(url_for("desk.stations"), HTTPStatus.SEE_OTHER)


@blueprint.post("/desk/decisions/<int:number>/undo")
@told
def undo_decision(number: int) -> AnyResponse:
    """Take a decision back; the next build does without it."""
    registry, bearer = entered()
    allow_changes(bearer, feeds_of(registry.stations.one(number).decision.stops))
    reason = form_text("reason", _("Dites pourquoi."))
    registry.stations.undo(number, who=bearer.name, reason=reason)
    return redirect(url_for("desk.stations"), HTTPStatus.SEE_OTHER)


@blueprint.post("/desk/rebuild")
@told
def rebuild() -> AnyResponse:
    """Build the network anew, with the decisions that were taken since."""
    _registry, bearer = entered()
    allow_changes(bearer, [] if bearer.feed_id is None else [bearer.feed_id])
    start(current_service().settings, folder(), ("rebuild",))
    return redirect(url_for("desk.stations"), HTTPStatus.SEE_OTHER)


def _merged() -> dict[str, Any]:
    """Return what merging found for the network in service."""
    service = current_service()
    store = service.settings.networks_of(service.snapshot.manifest.region_id)
    return read_problems(store, service.snapshot.version)


def _found() -> list[StationPlace]:
    """Return the stations whose names fit what was typed."""
    asked = request.args.get("q", "").strip()
    matches = current_service().places.search(asked, limit=FOUND) if asked else []
    return [station_called(match.id) for match in matches if match.type == "STOP"]


def _named(join: dict[str, Any]) -> dict[str, Any]:
    """Return a pair of stops with the stations that hold them in the network in service."""
    ends = {end: station_of_stop(join[end]) for end in ("one", "other")}
    return {**join, **{f"{end}_station": station for end, station in ends.items()}}
