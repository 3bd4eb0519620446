"""What leaves where a kiosk stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from api.places import PlaceKind
from api.service import Service
from api.stoptimes import answer_board, read_board_request
from api.web.alerts import Notice, read_alerts
from api.web.boards import Departure, read_departures
from api.web.kiosk_access import ShownKiosk
from api.web.live_wording import times_notice

NEAR_M = 400
"""Stops of a kiosk that stands at none are those that are not farther."""


@dataclass(frozen=True, slots=True)
class KioskBoard:
    """The next departures."""

    now: datetime
    departures: Sequence[Departure]
    stops: Sequence[str]
    """Where each leaves from; empty where all leave from here."""
    alerts: Sequence[Notice]
    times_notice: str
    """How live the times are, "" where there is nothing to say."""


def kiosk_board(service: Service, shown: ShownKiosk, wanted: int) -> KioskBoard:
    """Return what leaves from a kiosk's stop, or from the stops around it."""
    now = service.now()
    around = shown.place.kind is PlaceKind.COORDINATES
    asked = {"n": str(wanted), "time": now.isoformat(timespec="seconds")}
    if around:
        asked |= {"center": shown.kiosk.place, "radius": str(NEAR_M)}
    else:
        asked["stopId"] = shown.kiosk.place
    board = answer_board(service, read_board_request(MultiDict(asked), service))
    told: Any = board["alerts"]
    alerts = read_alerts(told, now, linked=False)
    rows: Any = board["stopTimes"]
    rows = rows[: wanted - len(alerts[:4])]  # each alert takes the place of a departure
    stops = [str(row["place"]["name"]) for row in rows] if around else []
    departures = read_departures(rows, now, now.date())
    return KioskBoard(now, departures, stops, alerts, times_notice(board, now))
