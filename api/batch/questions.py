"""A query of a batch, as JSON, read into a Query; whatever is wrong is said by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from planner import (
    Criterion,
    Int32s,
    Need,
    Network,
    Offset,
    Options,
    Query,
    Slack,
    Via,
    offsets_near,
    offsets_of_stops,
)

MAX_WALK_S = 900
"""From or to coordinates."""
_KNOWN = frozenset(
    [
        *("id", "from", "to", "access", "egress", "depart", "arrive_by", "window", "arrive_window"),
        *("max_transfers", "wheelchair", "bikes", "via", "min_transfer_s", "additional_transfer_s"),
        *("transfer_factor", "excluded_types", "allowed_types", "excluded_lines", "excluded_stops"),
        *("excluded_agencies", "criteria", "slack_s", "slack_transfers"),
    ]
)
_NEEDS = {
    False: Need.NOT_NEEDED,
    True: Need.UNLESS_REFUSED,
    "unless-refused": Need.UNLESS_REFUSED,
    "confirmed": Need.CONFIRMED,
}


class QuestionError(Exception):
    """A query cannot be read; the message names the field and the reason."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")


@dataclass(frozen=True)
class BatchNetwork:
    """A network whose ids are written without a prefix where there is one feed without id."""

    network: Network
    prefix: str

    def shown(self, id_: str) -> str:
        """Return an id as the feed has it."""
        return id_.removeprefix(self.prefix)


def read_question(
    query: Mapping[str, Any], network: BatchNetwork, max_transfers: int
) -> Query | None:
    """Return the query, or None when it starts where it ends.

    Raises
    ------
    QuestionError: a field is missing, unknown or malformed, or names what the network has not.

    """
    query = {field: value for field, value in query.items() if value is not None}
    unknown = set(query) - _KNOWN
    if unknown:
        raise QuestionError(min(unknown), "is not a field of a query")
    origin, access = _end(query, network, "from", "access")
    destination, egress = _end(query, network, "to", "egress")
    if origin & destination:
        return None
    time_s, window_s, arrive_by = _times(query)
    return Query(
        access=access,
        egress=egress,
        time_s=time_s,
        window_s=window_s,
        max_transfers=int(_number(query, "max_transfers", max_transfers)),
        arrive_by=arrive_by,
        options=_options(query, network),
        vias=tuple(_via(via, network) for via in query.get("via", ())),
        criteria=frozenset(_criterion(name) for name in query.get("criteria", ())),
        slack=Slack(
            int(_number(query, "slack_s", Slack().time_s)),
            int(_number(query, "slack_transfers", Slack().transfers)),
        ),
    )


def _end(
    query: Mapping[str, Any], network: BatchNetwork, place: str, offsets: str
) -> tuple[set[int], tuple[Offset, ...]]:
    """Return the stops one is at, and those within reach, of an end of the query."""
    if offsets in query:
        reach = query[offsets]
        if not isinstance(reach, dict):
            raise QuestionError(offsets, "must be an object of seconds by stop id")
        found = [
            Offset(int(stop), int(_seconds(offsets, duration)))
            for id_, duration in reach.items()
            for stop in _stops(offsets, id_, network)
        ]
        return set(), tuple(found)
    if place not in query:
        raise QuestionError(place, "is missing")
    what = query[place]
    if isinstance(what, dict):
        try:
            lat, lon = float(what["lat"]), float(what["lon"])
        except (KeyError, TypeError, ValueError) as error:
            raise QuestionError(place, "must have lat and lon in degrees") from error
        return set(), offsets_near(network.network, lat, lon, MAX_WALK_S)
    ids = what if isinstance(what, list) else [what]
    if not ids:
        raise QuestionError(place, "is an empty list")
    stops = np.unique(np.concatenate([_stops(place, id_, network) for id_ in ids]))
    leaving = place == "from"
    return set(stops.tolist()), offsets_of_stops(network.network, stops, leaving=leaving)


def _stops(field: str, id_: object, network: BatchNetwork) -> Int32s:
    """Return the stops of a place."""
    found = network.network.stops_of_place(network.prefix + str(id_))
    if found is None or not len(found):
        raise QuestionError(field, f"no stop or station has the id {id_!r}")
    return found


def _times(query: Mapping[str, Any]) -> tuple[int, int, bool]:
    """Return the time, the window and whether it is about arriving."""
    given = [k for k in ("depart", "arrive_by", "window", "arrive_window") if k in query]
    if len(given) != 1:
        raise QuestionError("depart", "one of depart, arrive_by, window, arrive_window is needed")
    kind = given[0]
    if kind in {"depart", "arrive_by"}:
        return _instant(kind, query[kind]), 0, kind == "arrive_by"
    window = query[kind]
    if not isinstance(window, list) or len(window) != len(("from", "until")):
        raise QuestionError(kind, "must be two times")
    start_s, end_s = (_instant(kind, text) for text in window)
    if end_s <= start_s:
        raise QuestionError(kind, "must end after it starts")
    arriving = kind == "arrive_window"
    return (end_s if arriving else start_s), end_s - start_s, arriving


def _instant(field: str, text: object) -> int:
    """Return the UTC epoch seconds of an ISO 8601 time with offset."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise QuestionError(field, f"{text!r} is not an ISO 8601 time") from error
    if moment.tzinfo is None:
        raise QuestionError(field, f"{text!r} has no offset from UTC")
    return int(moment.timestamp())


def _options(query: Mapping[str, Any], network: BatchNetwork) -> Options:
    """Read what the traveller excludes and needs."""
    types = frozenset(int(type_) for type_ in query.get("excluded_types", ()))
    if "allowed_types" in query:
        allowed = {int(type_) for type_ in query["allowed_types"]}
        types |= set(np.unique(network.network.line_type).tolist()) - allowed
    return Options(
        excluded_types=types,
        excluded_lines=_numbers(query, "excluded_lines", network, network.network.line_id.find),
        excluded_agencies=frozenset(
            number
            for number, id_ in enumerate(network.network.agency_id)
            if network.shown(id_) in query.get("excluded_agencies", ())
        ),
        excluded_stops=frozenset(
            int(stop)
            for id_ in query.get("excluded_stops", ())
            for stop in _stops("excluded_stops", id_, network)
        ),
        wheelchair=_need(query, "wheelchair"),
        bikes=_need(query, "bikes"),
        transfer_factor=float(_number(query, "transfer_factor", 1.0)),
        min_transfer_s=int(_number(query, "min_transfer_s", 0)),
        additional_transfer_s=int(_number(query, "additional_transfer_s", 0)),
    )


def _numbers(
    query: Mapping[str, Any],
    field: str,
    network: BatchNetwork,
    find: Any,  # noqa: ANN401
) -> frozenset[int]:
    """Look up ids."""
    found = {id_: find(network.prefix + str(id_)) for id_ in query.get(field, ())}
    for id_, number in found.items():
        if number is None:
            raise QuestionError(field, f"nothing has the id {id_!r}")
    return frozenset(found.values())


def _need(query: Mapping[str, Any], field: str) -> Need:
    """Read true, false, "unless-refused" or "confirmed"."""
    value = query.get(field, False)
    if not isinstance(value, bool | str) or value not in _NEEDS:
        raise QuestionError(field, 'must be true, false, "unless-refused" or "confirmed"')
    return _NEEDS[value]


def _via(via: object, network: BatchNetwork) -> Via:
    """Read {"stop": id, "stay_s": seconds}."""
    if not isinstance(via, dict) or "stop" not in via:
        raise QuestionError("via", 'must be a list of {"stop": id, "stay_s": seconds}')
    stops = _stops("via", via["stop"], network)
    return Via(frozenset(stops.tolist()), int(_seconds("via", via.get("stay_s", 0))))


def _criterion(name: object) -> Criterion:
    """Read the name of a criterion."""
    try:
        return Criterion(name)
    except ValueError as error:
        known = ", ".join(f'"{criterion.value}"' for criterion in Criterion)
        raise QuestionError("criteria", f"must be a list of {known}") from error


def _number(query: Mapping[str, Any], field: str, default: float) -> float:
    """Read a number."""
    return _seconds(field, query.get(field, default))


def _seconds(field: str, value: object) -> float:
    """Read a number that is no text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise QuestionError(field, f"{value!r} is not a number")
    return value
