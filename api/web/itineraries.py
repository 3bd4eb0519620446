"""Itineraries of a plan answer (MOTIS members) as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from api.live.live_journeys import CANCELLED, MISSED
from api.street_wording import STREET_MODES, icon_of, means_of, notes_of
from api.web import wording
from api.web.alerts import Notice, read_alerts
from api.web.line_pill import Line, line_of
from api.web.live_wording import planned_word, trouble_of
from api.web.wheelchair_wording import (
    wheelchair_notes,
    wheelchair_reasons,
    wheelchair_summary,
)
from api.words import _

Members: TypeAlias = Mapping[str, Any]

ON_FOOT = "WALK"
_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of day, with the day where it is not the one that readers expect."""

    clock: str
    machine: str
    """RFC 3339, for `<time>`."""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A vehicle at a stop, or a walker at an end of the journey."""

    moment: Moment
    name: str
    platform: str = ""
    """Where in the stop, with its word: ``quai B``, ``voie 3``."""
    stop_id: str = ""
    """"" where it is no stop."""
    planned: str = ""
    """The scheduled time in words, where another is expected."""


@dataclass(frozen=True, slots=True)
class Booking:
    """How an on-demand ride is booked."""

    before: Moment | None
    """Until when; None where there is no deadline."""
    message: str
    phone: str
    url: str
    """Where it is booked, or else told how."""

    @property
    def phone_url(self) -> str:
        """Return the address that a telephone calls."""
        return "tel:" + "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


@dataclass(frozen=True, slots=True)
class Leg:
    """One piece of an itinerary. A walk shows only the ends that no ride beside it shows."""

    duration: str
    departure: Call | None
    arrival: Call | None
    wait: str = ""
    """How long one waits before it, "" when one does not."""
    line: Line | None = None
    """The line of a ride; None on foot."""
    headsign: str = ""
    operator: str = ""
    stays_aboard: bool = False
    stops: tuple[Call, ...] = ()
    stops_text: str = ""
    to_name: str = ""
    changes_platform: bool = False
    """A walk between stops of the same name."""
    distance: str = ""
    estimated: bool = False
    steps: tuple[str, ...] = ()
    """Which streets to take, where there is more than one to tell."""
    icon: str = "walk"
    means: str = ""
    """By what means: ``à vélo``; "" on foot and in lines."""
    notes: tuple[str, ...] = ()
    """What to know of it: of a park, a rented vehicle."""
    alerts: tuple[Notice, ...] = ()
    trouble: str = ""
    """Why it cannot be taken as planned, "" where it can."""
    is_live: bool = False
    """Its times are those expected now."""
    booking: Booking | None = None
    """Of on-demand transport: how it is booked."""
    polyline: str = ""
    """Its line on a map, as Google encodes it to six decimals; "" where none is shown."""


@dataclass(frozen=True, slots=True)
class Itinerary:
    """One way to go, from the summary to the last stop."""

    departure: Moment
    arrival: Moment
    duration: str
    on_foot: str
    """Time walked in all, "" when nobody walks."""
    transfers: str
    carbon: str
    """What one passenger emits, and by car; "" where it is not told."""
    wheelchair: str
    """Whether it is known to be fit for wheelchairs, "" where it is not told."""
    wheelchair_reasons: tuple[str, ...]
    """Why it is not, once for all legs; none in a wheelchair, where each leg tells its own."""
    warnings: tuple[str, ...]
    """What to know before choosing it."""
    estimated: bool
    """A walk of it is only known as a beeline."""
    means: str
    """By what most of it is travelled, for going all the way without transit."""
    icon: str
    id: str
    legs: tuple[Leg, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, without which an itinerary cannot be told."""

    day: date
    zone: ZoneInfo
    ends: tuple[str, str]
    """Names of where the journey begins and ends."""
    in_wheelchair: bool = False
    linked: bool = True
    """Names of stops lead to their departures, and a map shows the journeys."""


def read_itineraries(members: Sequence[Members], asked: Asked) -> list[Itinerary]:
    """Return itineraries ready to be shown."""
    return [_Reader(itinerary, asked).read() for itinerary in members]


class _Reader:
    """Reads one itinerary: what every leg needs to know of the whole."""

    def __init__(self, members: Members, asked: Asked) -> None:
        self._members = members
        self._asked = asked
        self._leaves_on = self._local(members["startTime"]).date()
        self._legs = [leg for leg in members["legs"] if leg["mode"] != ON_FOOT or leg["duration"]]

    def read(self) -> Itinerary:
        """Return the itinerary."""
        walks = [leg for leg in self._legs if leg["mode"] == ON_FOOT]
        walked_s = sum(int(leg["duration"]) for leg in walks)
        rides = sum(leg["mode"] not in STREET_MODES for leg in self._legs)
        return Itinerary(
            departure=self._moment(self._members["startTime"], self._asked.day),
            arrival=self._moment(self._members["endTime"]),
            duration=self._time_between(self._members),
            on_foot=wording.duration(walked_s) if walked_s else "",
            transfers=wording.transfers(int(self._members["transfers"])) if rides else "",
            carbon=_carbon(self._members.get("emissions", {})),
            wheelchair=wheelchair_summary(self._members),
            wheelchair_reasons=()
            if self._asked.in_wheelchair
            else wheelchair_reasons(self._members),
            warnings=self._warnings(),
            estimated=any(leg.get("estimated") for leg in walks),
            means=self._means(),
            icon=icon_of(self._longest) if self._longest else "walk",
            id=str(self._members.get("id", "")),
            legs=tuple(self._leg(number) for number in range(len(self._legs))),
        )

    def _warnings(self) -> tuple[str, ...]:
        estimated = any(leg.get("estimated") for leg in self._legs)
        booked = any("booking" in leg for leg in self._legs)
        told = any("alerts" in part for leg in self._legs for part in (leg, leg["from"], leg["to"]))
        wrong = self._members.get("liveWarnings", ())
        warnings = {
            _("Marche estimée à vol d’oiseau"): estimated,
            _("À réserver"): booked,
            _("Course supprimée"): CANCELLED in wrong,
            _("Correspondance perdue"): MISSED in wrong,
            _("Info trafic"): told,
        }
        return tuple(warning for warning, holds in warnings.items() if holds)

    @property
    def _longest(self) -> Members:
        return max(self._legs, key=lambda leg: int(leg["duration"]), default={})

    def _means(self) -> str:
        leg = self._longest
        if leg and leg["mode"] in STREET_MODES:
            return means_of(leg)
        return line_of(leg).mode if leg else ""

    def _leg(self, number: int) -> Leg:
        leg = self._legs[number]
        return self._on_streets(number) if leg["mode"] in STREET_MODES else self._ride(number)

    def _on_streets(self, number: int) -> Leg:
        leg, last = self._legs[number], len(self._legs) - 1
        return Leg(
            duration=wording.duration(int(leg["duration"])),
            departure=self._call(leg["from"], leg["startTime"], self._asked.ends[0])
            if number == 0
            else None,
            arrival=self._call(leg["to"], leg["endTime"], self._asked.ends[1])
            if number == last
            else None,
            to_name=self._name(leg["to"], self._asked.ends[1]),
            changes_platform=0 < number < last
            and leg["mode"] == ON_FOOT
            and leg["from"]["name"] == leg["to"]["name"],
            distance=_how_far(leg),
            estimated=bool(leg.get("estimated")),
            steps=_steps(leg),
            icon=icon_of(leg),
            means="" if leg["mode"] == ON_FOOT else means_of(leg),
            notes=notes_of(leg) + self._wheelchair_notes(leg),
            polyline=self._polyline(leg),
        )

    def _ride(self, number: int) -> Leg:
        leg = self._legs[number]
        line = line_of(leg if self._asked.linked else {**leg, "routeId": ""})
        first, last = number == 0, number == len(self._legs) - 1
        ends = (self._asked.ends[0] * first, self._asked.ends[1] * last)
        stops = tuple(
            self._call(stop, stop.get("departure") or stop["arrival"])
            for stop in leg.get("intermediateStops", ())
        )
        return Leg(
            duration=self._time_between(leg),
            departure=self._end(leg, "from", "start", ends[0], line.icon),
            arrival=self._end(leg, "to", "end", ends[1], line.icon),
            wait=self._wait_before(number),
            line=line,
            headsign=leg.get("headsign", ""),
            operator=leg.get("agencyName", ""),
            stays_aboard=bool(leg.get("interlineWithPreviousLeg")),
            stops=stops,
            stops_text=wording.stops(len(stops)) if stops else "",
            booking=self._booking(leg["booking"]) if "booking" in leg else None,
            notes=self._wheelchair_notes(leg),
            alerts=self._alerts(leg),
            trouble=trouble_of(leg),
            is_live=bool(leg.get("realTime")),
            polyline=self._polyline(leg),
        )

    def _alerts(self, leg: Members) -> tuple[Notice, ...]:
        """Return what operators say of a ride and of the stops at its ends."""
        told = [alert for part in (leg, leg["from"], leg["to"]) for alert in part.get("alerts", ())]
        leaves = self._local(leg["startTime"])
        return read_alerts(told, leaves, linked=self._asked.linked)

    def _booking(self, booking: Members) -> Booking:
        before = booking.get("bookBefore")
        return Booking(
            before=None if before is None else self._moment(before),
            message=booking.get("message", ""),
            phone=booking.get("phone", ""),
            url=booking.get("bookingUrl") or booking.get("infoUrl", ""),
        )

    def _wheelchair_notes(self, leg: Members) -> tuple[str, ...]:
        return wheelchair_notes(leg) if self._asked.in_wheelchair else ()

    def _polyline(self, leg: Members) -> str:
        return str(leg.get("legGeometry", {}).get("points", "")) if self._asked.linked else ""

    def _time_between(self, members: Members) -> str:
        """Return the time from start to end as their clocks show it, without seconds."""
        start, end = (_instant(members[name]) for name in ("startTime", "endTime"))
        minutes = int(end.timestamp()) // _MINUTE_S - int(start.timestamp()) // _MINUTE_S
        return wording.duration(minutes * _MINUTE_S)

    def _wait_before(self, number: int) -> str:
        """Return the wait between the leg before and this one, where it is a minute at least."""
        if number == 0:
            return ""
        reached = _instant(self._legs[number - 1]["endTime"])
        wait_s = int((_instant(self._legs[number]["startTime"]) - reached).total_seconds())
        return wording.duration(wait_s) if wait_s >= _MINUTE_S else ""

    def _call(self, place: Members, time: str, otherwise: str = "", icon: str = "") -> Call:
        platform = wording.platform(place["track"], icon) if place.get("track") else ""
        return Call(
            self._moment(time),
            self._name(place, otherwise),
            platform,
            stop_id=place.get("stopId", "") if self._asked.linked else "",
        )

    def _end(self, leg: Members, end: str, when: str, otherwise: str, icon: str) -> Call:
        """Return where a ride begins or ends, with the scheduled time where another is expected."""
        expected, planned = leg[f"{when}Time"], leg[f"scheduled{when.title()}Time"]
        call = self._call(leg[end], expected, otherwise, icon)
        return replace(call, planned=planned_word(self._local(expected), self._local(planned)))

    def _name(self, place: Members, otherwise: str) -> str:
        """Return the name of a stop; where there is none, what the person asked for."""
        on_the_way = (
            place.get("stopId") or place.get("parking") or place.get("vertexType") == "BIKESHARE"
        )
        return str(place["name"]) if on_the_way or not otherwise else otherwise

    def _moment(self, time: str, expected: date | None = None) -> Moment:
        """Return a time, with its day unless it is the expected one: that of the departure."""
        local = self._local(time)
        other_day = local.date() != (expected or self._leaves_on)
        return Moment(
            wording.clock(local),
            local.isoformat(timespec="minutes"),
            wording.short_day(local.date()) if other_day else "",
        )

    def _local(self, time: str) -> datetime:
        return _instant(time).astimezone(self._asked.zone)


def _how_far(leg: Members) -> str:
    """Return the distance of a leg along streets and what it climbs, "" where nobody knows."""
    if not leg.get("distance"):
        return ""
    climb = wording.climb(leg.get("elevationUp", 0), leg.get("elevationDown", 0))
    return ", ".join(filter(None, (wording.distance(float(leg["distance"])), climb)))


def _carbon(emissions: Members) -> str:
    if not emissions:
        return ""
    grams = wording.carbon(emissions["grams"])
    by_car = wording.carbon(emissions["carGrams"])
    return _("%(grams)s de CO₂e (en voiture\u00a0: %(by_car)s)", grams=grams, by_car=by_car)


def _steps(leg: Members) -> tuple[str, ...]:
    steps = leg.get("steps", ())
    return tuple(str(step["instruction"]) for step in steps) if len(steps) > 1 else ()


def _instant(time: str) -> datetime:
    return datetime.fromisoformat(time)
