"""Alerts of an answer (MOTIS members) as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from api.languages import language_of_answer
from api.live.effect_wording import cause_word, effect_word
from api.web import wording
from api.web.line_pill import Line, line_of
from api.words import _

_URGENT = frozenset({"SEVERE", "WARNING"})


@dataclass(frozen=True, slots=True)
class Notice:
    """An alert."""

    header: str
    paragraphs: tuple[str, ...]
    language: str
    """Of its texts where they are not in the page's, else ""."""
    facts: str
    """What happened, why, and until when."""
    lines: tuple[Line, ...]
    url: str
    """Where the operator says more, "" where nothing may be followed."""
    urgent: bool
    as_of: str
    """Of when it is, where it could not be fetched lately; else ""."""


def read_alerts(
    alerts: Iterable[Mapping[str, Any]], now: datetime, *, linked: bool = True
) -> tuple[Notice, ...]:
    """Return alerts ready to be shown, each once; links lead out only where `linked`."""
    once = {str(one["id"]): one for one in alerts}
    return tuple(_notice(one, now, linked=linked) for one in once.values())


def _notice(alert: Mapping[str, Any], now: datetime, *, linked: bool) -> Notice:
    header, description = str(alert["headerText"]), str(alert["descriptionText"])
    paragraphs = [part for part in description.split("\n") if part and part != header]
    effect, cause = effect_word(alert["effect"]), cause_word(alert["cause"])
    facts = (effect if effect != header else "", cause, _period(alert, now))
    as_of = ""
    if "asOf" in alert:
        moment = wording.moment(_local(alert["asOf"], now.tzinfo))
        as_of = _("Reçu le %(moment)s\u00a0; la suite ne peut être reçue.", moment=moment)
    return Notice(
        header=header,
        paragraphs=tuple(paragraphs),
        language=alert["language"] if alert["language"] != language_of_answer() else "",
        facts=" · ".join(fact for fact in facts if fact),
        lines=tuple(line_of(route) for route in alert.get("routes", ())),
        url=alert.get("url", "") if linked else "",
        urgent=alert["severityLevel"] in _URGENT,
        as_of=as_of,
    )


def _period(alert: Mapping[str, Any], now: datetime) -> str:
    """Return until when an alert holds, or from when on: of several periods, the next to end."""
    periods = sorted(
        (
            (_moment(period, "start", now), _moment(period, "end", now))
            for period in alert.get("communicationPeriod", ())
        ),
        key=lambda period: (period[1] is None, period[1] or now),
    )
    for start, end in periods:
        if end is not None and end <= now:
            continue
        told = {
            "start": "" if start is None else wording.moment(start),
            "end": "" if end is None else wording.moment(end),
        }
        if start is None or start <= now:
            return _("jusqu’au %(end)s", **told) if end is not None else ""
        if end is None:
            return _("à partir du %(start)s", **told)
        return _("du %(start)s au %(end)s", **told)
    return ""


def _moment(period: Mapping[str, str], name: str, now: datetime) -> datetime | None:
    return _local(period[name], now.tzinfo) if name in period else None


def _local(time: str, zone: tzinfo | None) -> datetime:
    return datetime.fromisoformat(time).astimezone(zone)
