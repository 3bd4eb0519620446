"""Inspects what travellers are not told: wheelchairs, fares, destinations."""

from __future__ import annotations

import numpy as np

from feeds.feed import STOP
from feeds.inspect.view import Inspected
from feeds.problems import ProblemLog, Rule, Severity

_FARES = frozenset({"fare_attributes.txt", "fare_products.txt"})


def inspect_coverage(view: Inspected, log: ProblemLog) -> None:
    """Note how much is unknown; none of it is an error."""
    feed = view.feed
    stops = feed.stops.type == STOP
    unknown = int((feed.stops.wheelchair[stops] == 0).sum())
    _tell(log, Rule.WHEELCHAIR_STOPS_UNKNOWN, ("stops.txt", "wheelchair_boarding"), unknown)
    unknown = int((feed.trips.wheelchair == 0).sum())
    _tell(log, Rule.WHEELCHAIR_TRIPS_UNKNOWN, ("trips.txt", "wheelchair_accessible"), unknown)
    unknown = int(np.count_nonzero(feed.trips.headsign == ""))
    _tell(log, Rule.HEADSIGN_MISSING, ("trips.txt", "trip_headsign"), unknown)
    if not view.files & _FARES:
        message = "no file of fares is given"
        place = ("fare_products.txt", 0, "")
        log.row(Rule.FARES_ABSENT, place, message, Severity.INFO)


def _tell(log: ProblemLog, rule: Rule, place: tuple[str, str], unknown: int) -> None:
    """Note how many rows do not say something, in one line."""
    if unknown:
        file, field = place
        message = f"{field} is not given in {unknown} rows"
        log.row(rule, (file, 0, field), message, Severity.INFO, value=str(unknown))
