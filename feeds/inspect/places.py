"""Inspects stops and stations: swapped coordinates, far parents, stops in the same place."""

from __future__ import annotations

import numpy as np

from feeds.feed import NONE, STATION, STOP
from feeds.inspect.view import Inspected, tell_ids
from feeds.near import pairs_within
from feeds.problems import ProblemLog, Rule, Severity
from planner import distance_m

AWAY_M = 300_000
"""Stops of one feed are seldom further from its middle, and never when swapping brings them."""
PARENT_FAR_M = 1000
SAME_PLACE_M = 1.0
_NEEDS_PARENT = frozenset({"2", "3", "4"})
_POLE = 89
_SHOUTED_SHARE = 0.8


def inspect_places(view: Inspected, log: ProblemLog) -> None:
    """Note places that mislead, and stations that hang in the air."""
    _check_far(view, log)
    _check_parents(view, log)
    _check_same_place(view, log)
    _check_unused(view, log)
    _check_rows(view, log)


def _check_far(view: Inspected, log: ProblemLog) -> None:
    stops = view.feed.stops
    used = view.served
    if not used.any():
        return
    lat, lon = float(np.median(stops.lat[used])), float(np.median(stops.lon[used]))
    away = distance_m(lat, lon, stops.lat, stops.lon)
    back = distance_m(lat, lon, np.clip(stops.lon, -90, 90), stops.lat)
    swapped = (stops.type == STOP) & (away > AWAY_M) & (back < AWAY_M)
    reason = "lies far from all others, and among them when latitude and longitude are swapped"
    place = ("stops", "stop_id")
    ids = set(map(str, stops.id[swapped]))
    tell_ids(view, log, Rule.SWAPPED_COORDINATES, place, ids, reason)
    polar = set(map(str, stops.id[(stops.type == STOP) & (np.abs(stops.lat) > _POLE)]))
    tell_ids(view, log, Rule.POINT_NEAR_POLE, place, polar, "is at a pole")


def _check_parents(view: Inspected, log: ProblemLog) -> None:
    stops = view.feed.stops
    child = np.flatnonzero(stops.parent != NONE)
    parent = stops.parent[child]
    placed = (stops.lat[parent] != 0) | (stops.lon[parent] != 0)
    child, parent = child[placed], parent[placed]
    metres = distance_m(stops.lat[child], stops.lon[child], stops.lat[parent], stops.lon[parent])
    far = {str(id_) for id_ in stops.id[child[metres > PARENT_FAR_M]]}
    reason = f"is more than {PARENT_FAR_M} m from its parent station"
    tell_ids(view, log, Rule.PARENT_TOO_FAR, ("stops", "stop_id"), far, reason)
    bare = {
        str(id_)
        for id_ in stops.id[(stops.type == STOP) & (stops.platform != "") & (stops.parent == NONE)]
    }
    reason = "has a platform code and no parent station"
    place, severity = ("stops", "stop_id"), Severity.INFO
    tell_ids(view, log, Rule.PLATFORM_WITHOUT_PARENT, place, bare, reason, severity)


def _check_same_place(view: Inspected, log: ProblemLog) -> None:
    """Note stops of one name and one place: one of them is too many."""
    stops = view.feed.stops
    rows = np.flatnonzero(stops.type == STOP)
    first, second, _ = pairs_within(stops.lat[rows], stops.lon[rows], SAME_PLACE_M)
    one, other = rows[first], rows[second]
    same = (
        (one < other)
        & (stops.name[one] == stops.name[other])
        & (stops.platform[one] == stops.platform[other])
    )
    ids = {str(id_) for id_ in stops.id[other[same]]}
    reason = "has the name, the platform and the place of another stop"
    place = ("stops", "stop_id")
    tell_ids(view, log, Rule.SAME_PLACE_AND_NAME, place, ids, reason, Severity.INFO)


def _check_unused(view: Inspected, log: ProblemLog) -> None:
    stops = view.feed.stops
    place, severity = ("stops", "stop_id"), Severity.INFO
    unserved = {str(id_) for id_ in stops.id[(stops.type == STOP) & ~view.served]}
    reason = "is called at by no trip that can be used"
    tell_ids(view, log, Rule.STOP_WITHOUT_TRIP, place, unserved, reason, severity)
    parents = np.zeros(len(stops.id), dtype=np.bool_)
    parents[stops.parent[stops.parent != NONE]] = True
    empty = {str(id_) for id_ in stops.id[(stops.type == STATION) & ~parents]}
    tell_ids(view, log, Rule.UNUSED_STATION, place, empty, "is the parent of no stop", severity)


def _check_rows(view: Inspected, log: ProblemLog) -> None:
    """Note what the rows of stops.txt say of themselves."""
    table = view.tables["stops"]
    kinds = table.texts("location_type")
    inside = np.array([kind in _NEEDS_PARENT for kind in kinds], dtype=np.bool_)
    orphans = inside & table.empty("parent_station")
    reason = "is an entrance or a place inside a station and has no parent station"
    log.rows(Rule.LOCATION_WITHOUT_PARENT, table, orphans, "stop_id", reason, Severity.WARNING)
    told_twice = (table.texts("stop_name") == table.texts("stop_desc")) & ~table.empty("stop_desc")
    reason = "only repeats the name"
    log.rows(Rule.SAME_NAME_AND_DESCRIPTION, table, told_twice, "stop_desc", reason, Severity.INFO)
    names = [name for name in table.column("stop_name").texts if sum(map(str.isalpha, name)) > 2]  # noqa: PLR2004  # "A1" is no word
    shouted = sum(name == name.upper() for name in names)
    if names and shouted > _SHOUTED_SHARE * len(names):
        message = f"{shouted} of {len(names)} names are in capitals; they are shown with small ones"
        place = (table.file, 2, "stop_name")
        log.row(Rule.MIXED_CASE, place, message, Severity.INFO, value=names[0])
