"""A journey as an entry of a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.itinerary_text import itinerary_text

_LINE_BYTES = 75


def calendar_file(
    itinerary: Mapping[str, Any], ends: tuple[str, str], url: str, zone: ZoneInfo, now: datetime
) -> str:
    """Return the calendar with one itinerary (MOTIS members) between two named ends."""
    begins = itinerary["legs"][0]["from"]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Correspondance//Correspondance//FR",
        "BEGIN:VEVENT",
        f"UID:{itinerary['id']}-{_stamp(_instant(itinerary['startTime']))}@correspondance",
        f"DTSTAMP:{_stamp(now)}",
        f"DTSTART:{_stamp(_instant(itinerary['startTime']))}",
        f"DTEND:{_stamp(_instant(itinerary['endTime']))}",
        f"SUMMARY:{_escaped(' → '.join(ends))}",
        f"LOCATION:{_escaped(begins['name'] if begins.get('stopId') else ends[0])}",
        f"DESCRIPTION:{_escaped(itinerary_text(itinerary, zone))}",
        f"URL:{url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _escaped(text: str) -> str:
    """Return a text with what the format reserves written as it asks."""
    for reserved in "\\;,":
        text = text.replace(reserved, "\\" + reserved)
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """Break a line that is longer than the format allows, never inside a letter."""
    rows, row = [], ""
    for letter in line:
        if len((row + letter).encode()) > _LINE_BYTES:
            rows.append(row)
            row = " "  # marks that the line goes on, and counts
        row += letter
    return "\r\n".join([*rows, row])
