"""A feed read by the csv module alone: the independent witness of what a network must hold."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from datetime import date
from pathlib import Path

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ADDED = "1"


class RawGtfs:
    """Rows of a zip as dictionaries of trimmed texts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trips = {row["trip_id"]: row for row in self.rows("trips")}
        self.calls: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in self.rows("stop_times"):
            self.calls[row["trip_id"]].append(row)
        for calls in self.calls.values():
            calls.sort(key=lambda row: int(row["stop_sequence"]))

    def rows(self, table: str) -> list[dict[str, str]]:
        """Return the rows of a table, none when it is absent."""
        with zipfile.ZipFile(self.path) as archive:
            if f"{table}.txt" not in archive.namelist():
                return []
            text = archive.read(f"{table}.txt").decode("utf-8-sig")
        return [
            {name: (value or "").strip() for name, value in row.items() if name}
            for row in csv.DictReader(io.StringIO(text))
        ]

    def services_on(self, day: date) -> set[str]:
        """Return the services that run on a real date."""
        written = f"{day:%Y%m%d}"
        active = {
            row["service_id"]
            for row in self.rows("calendar")
            if row["start_date"] <= written <= row["end_date"]
            and row[WEEKDAYS[day.weekday()]] == "1"
        }
        for row in self.rows("calendar_dates"):
            if row["date"] == written:
                change = active.add if row["exception_type"] == ADDED else active.discard
                change(row["service_id"])
        return active

    def trips_on(self, day: date) -> set[str]:
        """Return the trips that run on a real date."""
        active = self.services_on(day)
        return {id_ for id_, trip in self.trips.items() if trip["service_id"] in active}
