"""Results of a search as the page shows them: journeys, the walk, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for

from api.times import read_time
from api.web import wording
from api.web.form import SearchForm
from api.web.itineraries import Asked, Itinerary, read_itineraries
from api.web.sorting import DEFAULT, ORDERS, in_order
from api.words import _


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no journey, and where to look instead."""

    message: str
    next_url: str = ""
    """Address of the next journeys, "" when none is known."""


@dataclass(frozen=True, slots=True)
class Results:
    """What was found."""

    asked: str
    """The moment asked for, in words."""
    itineraries: list[Itinerary]
    on_foot: list[Itinerary]
    reasons: list[Reason]
    earlier_url: str
    later_url: str
    orders: list[tuple[str, str, bool]]
    """(name, address, whether it is this one) of each order of the journeys."""
    query: dict[str, Any]
    """Parameters of the address of this very page."""
    address: str
    """Address of the search, to be passed on."""


def read_results(
    answer: Mapping[str, Any], form: SearchForm, zone: ZoneInfo, *, linked: bool = True
) -> Results:
    """Return an answer in MOTIS shape, ready to be shown; `linked` leads from stops to theirs."""
    assert form.moment is not None
    asked = Asked(
        form.moment.date(),
        zone,
        (form.start.text, form.end.text),
        in_wheelchair=form.options.get("pedestrianProfile") == "WHEELCHAIR",
        linked=linked,
    )
    return Results(
        asked=_asked(form),
        itineraries=read_itineraries(in_order(answer["itineraries"], form.sort), asked),
        on_foot=read_itineraries(answer["direct"], asked),
        reasons=[_reason(reason, form, zone) for reason in answer.get("reasons", ())],
        earlier_url=_page_url(form, answer["previousPageCursor"]),
        later_url=_page_url(form, answer["nextPageCursor"]),
        orders=_orders(form),
        query={**_query(form), "pageCursor": form.cursor or None},
        address=url_for("pages.planner", _external=True, **_query(form)),
    )


def _orders(form: SearchForm) -> list[tuple[str, str, bool]]:
    chosen = form.sort if form.sort in ORDERS else DEFAULT
    return [
        (
            str(name),
            _url(form, pageCursor=form.cursor or None, sort=None if order == DEFAULT else order),
            order == chosen,
        )
        for order, (name, _key) in ORDERS.items()
    ]


def _asked(form: SearchForm) -> str:
    assert form.moment is not None
    day, clock = wording.day(form.moment.date()), wording.clock(form.moment)
    if form.arrive_by:
        return _("%(day)s, arrivée avant %(clock)s", day=day, clock=clock)
    return _("%(day)s, départ à partir de %(clock)s", day=day, clock=clock)


def _reason(reason: Mapping[str, Any], form: SearchForm, zone: ZoneInfo) -> Reason:
    epoch_s = read_time(reason.get("nextDeparture") or "")
    if epoch_s is None:
        return Reason(reason["sentence"])
    leaves = datetime.fromtimestamp(epoch_s, UTC).astimezone(zone)
    return Reason(reason["sentence"], _url(form, time=leaves.isoformat(), arriveBy=None))


def _page_url(form: SearchForm, cursor: str) -> str:
    """Return the address of earlier or later journeys, "" when there are none."""
    return _url(form, pageCursor=cursor) if cursor else ""


def _url(form: SearchForm, **changes: str | None) -> str:
    """Return the address of the same search with some parameters changed."""
    return url_for("pages.planner", _anchor="results", **(_query(form) | changes))


def _query(form: SearchForm) -> dict[str, Any]:
    """Return the parameters that say what is searched, None where nothing is said."""
    assert form.moment is not None
    return {
        "fromPlace": form.start.id,
        "toPlace": form.end.id,
        "time": form.moment.isoformat(timespec="seconds"),
        "arriveBy": "true" if form.arrive_by else None,
        **form.options,
        "sort": form.sort if form.sort in ORDERS else None,
    }
