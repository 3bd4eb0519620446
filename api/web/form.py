"""The search form: read from the address, checked, and turned into parameters of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from api.coordinates import read_coordinates
from api.places import Places
from api.times import FIRST_YEAR, LAST_YEAR, read_time
from api.web.options import given_options, plan_options
from api.web.place_fields import PlaceField, read_place
from api.words import _

_FIELD_OF = {
    "fromPlace": "from",
    "toPlace": "to",
    "time": "date",
    "arriveBy": "date",
    "maxTransfers": "maxTransfers",
    "pedestrianSpeed": "pedestrianSpeed",
}


@dataclass(frozen=True, slots=True)
class FormError:
    """What is wrong with a field, said beside it and at the top of the form."""

    field: str
    """Id of the field, "" when it is none of the form's."""
    message: str


@dataclass(frozen=True, slots=True)
class SearchForm:
    """What the form holds. `asked` is false on a first visit."""

    asked: bool
    start: PlaceField
    end: PlaceField
    date: str
    clock: str
    moment: datetime | None
    """When to leave or arrive; None when it could not be read."""
    arrive_by: bool
    errors: tuple[FormError, ...]
    options: Mapping[str, str]
    """Those of api.web.options.OPTIONS that are given."""
    cursor: str = ""
    """Of a page of earlier or later journeys."""
    sort: str = ""
    """Order of the journeys, one of api.web.sorting.ORDERS; "" for that of departures."""

    @property
    def only_asks_which(self) -> bool:
        """Tell whether nothing is wrong but that a name may mean several places."""
        choices = sum(bool(place.choices) for place in (self.start, self.end))
        return choices == len(self.errors) > 0

    @property
    def lone_stop(self) -> PlaceField | None:
        """The stop of a form whose other end is empty: its departures may be what is wanted."""
        for place, other in ((self.start, self.end), (self.end, self.start)):
            if place.id and not other.text and read_coordinates(place.id) is None:
                return place
        return None

    def error_of(self, field: str) -> str:
        """Return what is wrong with a field, "" when nothing is."""
        return next((error.message for error in self.errors if error.field == field), "")


def read_form(args: MultiDict[str, str], places: Places, now: datetime) -> SearchForm:
    """Read the form; the present moment stands where none is given."""
    asked = any(args.get(name, "").strip() for name in ("fromPlace", "toPlace", "from", "to"))
    start = _end(args, "fromPlace", "from", places, asked=asked)
    end = _end(args, "toPlace", "to", places, asked=asked)
    if not {"from", "fromPlace"} & args.keys() or not {"to", "toPlace"} & args.keys():
        asked = False  # a link that fills one end in: the other is not a mistake yet
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)
    day, clock, moment, wrong = read_moment(args, now, zone)
    if not asked:
        start, end = (replace(place, error="", choices=()) for place in (start, end))
    errors = (
        *(FormError(p.text_name, p.error) for p in (start, end) if p.error),
        *((FormError("date", wrong),) if wrong else ()),
    )
    return SearchForm(
        asked=asked,
        start=start,
        end=end,
        date=day,
        clock=clock,
        moment=moment,
        arrive_by=args.get("arriveBy", "").strip().lower() in {"true", "1"},
        errors=errors,
        options=given_options(args),
        cursor=args.get("pageCursor", ""),
        sort=args.get("sort", ""),
    )


def _end(
    args: Mapping[str, str], name: str, text_name: str, places: Places, *, asked: bool
) -> PlaceField:
    return read_place(args, name, text_name, places) if asked else PlaceField(name, text_name)


def plan_args(form: SearchForm) -> MultiDict[str, str]:
    """Return a form without errors as parameters of a plan.

    Raises
    ------
    ApiProblem: an option is none of the form's.

    """
    assert form.moment is not None
    return MultiDict(
        {
            "fromPlace": form.start.id,
            "toPlace": form.end.id,
            "time": form.moment.isoformat(timespec="seconds"),
            "arriveBy": str(form.arrive_by).lower(),
            "joinInterlinedLegs": "false",
            **({"pageCursor": form.cursor} if form.cursor else {}),
            **plan_options(form.options),
        }
    )


def field_of(parameter: str | None) -> str:
    """Return the id of the field that a parameter of a plan comes from, "" for none."""
    return _FIELD_OF.get(parameter or "", "")


def read_moment(
    args: Mapping[str, str], now: datetime, zone: ZoneInfo
) -> tuple[str, str, datetime | None, str]:
    """Return (date, clock, moment, what is wrong); date and clock go before `time`."""
    day, clock = args.get("date", "").strip(), args.get("clock", "").strip()
    if day or clock:
        return _from_fields(day or now.date().isoformat(), clock or f"{now:%H:%M}", zone)
    given = args.get("time", "").strip()
    epoch_s = read_time(given) if given else int(now.timestamp())
    if epoch_s is None:
        wrong = _("L’heure «\u00a0%(time)s\u00a0» de l’adresse ne peut pas être lue.", time=given)
        return now.date().isoformat(), f"{now:%H:%M}", None, wrong
    moment = datetime.fromtimestamp(epoch_s, UTC).astimezone(zone)
    return moment.date().isoformat(), f"{moment:%H:%M}", moment, ""


def _from_fields(day: str, clock: str, zone: ZoneInfo) -> tuple[str, str, datetime | None, str]:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        on = None
    if on is None or not FIRST_YEAR <= on.year <= LAST_YEAR:
        wrong = _(
            "La date «\u00a0%(date)s\u00a0» ne peut pas être lue\u00a0: "
            "écrivez-la comme 2026-11-25.",
            date=day[:20],
        )
        return day, clock, None, wrong
    try:
        at = time.fromisoformat(clock)
    except ValueError:
        wrong = _(
            "L’heure «\u00a0%(clock)s\u00a0» ne peut pas être lue\u00a0: écrivez-la comme 08:15.",
            clock=clock[:20],
        )
        return day, clock, None, wrong
    return day, clock, datetime.combine(on, at.replace(tzinfo=None), zone), ""
