"""Reads the generated feeds as plain rows, for the tests of the generator."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

FEEDS = ("urbain", "valbus", "ferval")
YEAR = 2026

Rows: TypeAlias = list[dict[str, str]]


@dataclass(frozen=True)
class Region:
    """The folder of a generated region; tables are read once."""

    folder: Path
    _read: dict[tuple[str, str], Rows] = field(default_factory=dict)
    _calls: dict[str, dict[str, Rows]] = field(default_factory=dict)

    def table(self, feed: str, name: str) -> Rows:
        """Return the rows of a file of a feed."""
        if (feed, name) not in self._read:
            with zipfile.ZipFile(self.folder / f"{feed}.zip") as archive:
                text = archive.read(f"{name}.txt").decode("utf-8")
            self._read[feed, name] = list(csv.DictReader(io.StringIO(text)))
        return self._read[feed, name]

    def calls(self, feed: str) -> dict[str, Rows]:
        """Return the stop times of each trip, in order."""
        if feed not in self._calls:
            calls = self._calls[feed] = {}
            for row in self.table(feed, "stop_times"):
                calls.setdefault(row["trip_id"], []).append(row)
        return self._calls[feed]


def seconds(clock: str) -> int:
    """Return the seconds of a GTFS time."""
    hours, minutes, secs = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(secs)
