"""The alerts of a GTFS-Realtime message, with texts that can be shown whatever is in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from google.transit import gtfs_realtime_pb2 as gtfs_rt

from feeds.live.alert import Alert, Effect, Period, Selector, Translation

MAX_ALERTS = 5000
MAX_SELECTORS = 2000
"""Of one alert."""
MAX_TRANSLATIONS = 20
MAX_PERIODS = 100
HEADER_SIGNS, DESCRIPTION_SIGNS, URL_SIGNS, ID_SIGNS = 200, 3000, 1000, 100
"""Longer texts are cut: nobody reads them, and pages must stay pages."""
LAST_MOMENT_S = 2**33
"""The year 2242: a moment beyond was written in milliseconds, or is none."""

_SPACES = re.compile(r"[ \t]+")
_LINES = re.compile(r"\s*\n\s*")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode categories of signs that steer a screen or turn the direction of writing."""


@dataclass(frozen=True, slots=True)
class ReadAlerts:
    """What a message holds."""

    alerts: tuple[Alert, ...]
    n_left_out: int
    """Alerts that say nothing, or are about nothing, or are too many."""


def read_alerts(message: gtfs_rt.FeedMessage) -> ReadAlerts:
    """Return the alerts of a message; what cannot be used is counted."""
    rows = [e for e in message.entity if e.HasField("alert") and not e.is_deleted]
    alerts = [one for row in rows[:MAX_ALERTS] if (one := _alert(row)) is not None]
    return ReadAlerts(tuple(alerts), len(rows) - len(alerts))


def _alert(entity: gtfs_rt.FeedEntity) -> Alert | None:
    """Read one alert; None where it says nothing."""
    row = entity.alert
    selectors = (_selector(one) for one in islice(row.informed_entity, MAX_SELECTORS))
    effect = Effect(
        gtfs_rt.Alert.Cause.Name(row.cause),
        gtfs_rt.Alert.Effect.Name(row.effect),
        gtfs_rt.Alert.SeverityLevel.Name(row.severity_level),
    )
    header = _texts(row.header_text, HEADER_SIGNS)
    description = _texts(row.description_text, DESCRIPTION_SIGNS)
    if not header and not description and effect.effect == "UNKNOWN_EFFECT":
        return None
    if not header:  # the first sentence says what it is about
        header = tuple(
            Translation(one.text.partition("\n")[0][:HEADER_SIGNS], one.language)
            for one in description
        )
    return Alert(
        id=_clean(entity.id, ID_SIGNS),
        periods=_periods(row.active_period),
        selectors=tuple(selectors),
        effect=effect,
        header=header,
        description=description,
        url=tuple(one for one in _texts(row.url, URL_SIGNS) if _is_web(one.text)),
    )


def _selector(row: gtfs_rt.EntitySelector) -> Selector:
    """Read what an alert is about; a trip may say its line and direction too."""
    trip = row.trip
    direction = None
    if row.HasField("direction_id"):
        direction = int(row.direction_id)
    elif trip.HasField("direction_id"):
        direction = int(trip.direction_id)
    return Selector(
        agency_id=row.agency_id,
        route_id=row.route_id or trip.route_id,
        stop_id=row.stop_id,
        trip_id=trip.trip_id,
        start_time=trip.start_time,
        start_date=trip.start_date,
        route_type=int(row.route_type) if row.HasField("route_type") else None,
        direction=direction,
    )


def _periods(rows: Iterable[gtfs_rt.TimeRange]) -> tuple[Period, ...]:
    """Read when an alert holds; an empty range, or one of no moment, is as if it were not there."""
    found = []
    for row in islice(rows, MAX_PERIODS):
        start_s, end_s = (int(s) if 0 < s < LAST_MOMENT_S else None for s in (row.start, row.end))
        if start_s is not None or end_s is not None:
            found.append(Period(start_s, end_s))
    return tuple(found)


def _texts(row: gtfs_rt.TranslatedString, most: int) -> tuple[Translation, ...]:
    texts = (
        Translation(_clean(one.text, most), one.language.strip().lower()[:35])
        for one in islice(row.translation, MAX_TRANSLATIONS)
    )
    return tuple(one for one in texts if one.text)


def _clean(text: str, most: int) -> str:
    """Return a text in plain lines: no sign that steers, no heap of spaces, no more than `most`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")[: 4 * most]
    seen = "".join(
        sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in _INVISIBLE
    )
    plain = _LINES.sub("\n", _SPACES.sub(" ", seen)).strip()
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def _is_web(url: str) -> bool:
    """Tell whether an address leads to the web and nowhere else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not re.search(r"\s", url)
