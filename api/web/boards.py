"""The departures at a stop (MOTIS members) as its page and the screen of a hall show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from flask import url_for

from api.web import wording
from api.web.itineraries import Moment
from api.web.line_pill import Line, line_of
from api.web.live_wording import planned_word
from api.words import _

Members: TypeAlias = Mapping[str, Any]

_SOON_MIN = 60
"""Up to here the minutes left say more than the clock."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A vehicle that leaves."""

    moment: Moment
    line: Line
    headsign: str
    platform: str
    """Where in the stop, with its word, "" where it is not known."""
    soon: str
    """How soon, in words; "" when it is not within the hour."""
    planned: str = ""
    """The scheduled time in words, where the vehicle is expected at another."""
    state: str = ""
    """What is known of it now, in words: live, cancelled; "" where nothing is."""
    dropped: bool = False
    """It does not run, or does not call here."""


@dataclass(frozen=True, slots=True)
class Direction:
    """What leaves on one line towards one end."""

    line: Line
    headsign: str
    operator: str
    platforms: str
    departures: tuple[Departure, ...]
    timetable_url: str
    """Address of the whole day of the line in this direction."""


def read_departures(rows: Sequence[Members], now: datetime, day: date) -> list[Departure]:
    """Return departures in time order; those of another day than `day` say theirs."""
    return [_departure(row, now, day) for row in rows]


def read_directions(
    rows: Sequence[Members], now: datetime, day: date, stop_id: str
) -> list[Direction]:
    """Return departures by line and headsign, the first to leave first."""
    grouped: dict[tuple[str, str, str], list[Members]] = {}
    for row in rows:
        key = (row["routeId"], row["directionId"], _headsign(row))
        grouped.setdefault(key, []).append(row)
    return [_direction(group, now, day, stop_id) for group in grouped.values()]


def _direction(rows: list[Members], now: datetime, day: date, stop_id: str) -> Direction:
    departures = tuple(_departure(row, now, day) for row in rows)
    first = rows[0]
    platforms = sorted({one.platform for one in departures if one.platform})
    return Direction(
        line=departures[0].line,
        headsign=departures[0].headsign,
        operator=first["agencyName"],
        platforms=", ".join(platforms),
        departures=departures,
        timetable_url=url_for(
            "stops.timetable",
            stop_id=stop_id,
            line=first["routeId"],
            direction=first["directionId"] or None,
            date=_leaves(first, now).date().isoformat(),
        ),
    )


def _departure(row: Members, now: datetime, day: date) -> Departure:
    leaves, line = _leaves(row, now), line_of(row)
    minutes = int((leaves.replace(second=0) - now.replace(second=0, microsecond=0)).total_seconds())
    minutes //= 60
    track = row["place"].get("track")
    planned = datetime.fromisoformat(row["place"]["scheduledDeparture"]).astimezone(now.tzinfo)
    return Departure(
        moment=Moment(
            wording.clock(leaves),
            leaves.isoformat(timespec="minutes"),
            "" if leaves.date() == day else wording.short_day(leaves.date()),
        ),
        line=line,
        headsign=_headsign(row),
        platform=wording.platform(track, line.icon) if track else "",
        soon=wording.wait(minutes) if 0 <= minutes < _SOON_MIN and not row["cancelled"] else "",
        planned=planned_word(leaves, planned),
        state=_state(row),
        dropped=row["cancelled"],
    )


def _state(row: Members) -> str:
    """Return what is known of a departure beside its times."""
    if row["tripCancelled"]:
        return _("supprimé")
    if row["cancelled"]:
        return _("arrêt non desservi")
    return _("temps réel") if row["realTime"] else ""


def _headsign(row: Members) -> str:
    """Return where a vehicle goes: what is written on it, else its last stop."""
    return str(row["headsign"] or row["tripTo"]["name"])


def _leaves(row: Members, now: datetime) -> datetime:
    return datetime.fromisoformat(row["place"]["departure"]).astimezone(now.tzinfo)
