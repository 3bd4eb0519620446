"""Where the problems of a feed are on a map: at the stop they name, or where their trip begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np

from feeds.problems import Problem
from feeds.table import Table

Place: TypeAlias = tuple[float, float]
"""Latitude and longitude."""

_NAMES_A_STOP = ("stop_id", "from_stop_id", "parent_station")
_POLE, _ANTIMERIDIAN = 90, 180


def places_of(problems: Iterable[Problem], tables: Mapping[str, Table]) -> tuple[Place | None, ...]:
    """Return for each problem where it is, None for what is nowhere: a calendar, a whole file."""
    finder = _Finder(tables)
    return tuple(finder.place_of(problem) for problem in problems)


class _Finder:
    """Looks rows up by their line, and stops by their id, in the tables as they were written."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = {table.file: table for table in tables.values()}
        stops = tables.get("stops")
        self._stops: dict[str, Place] = {}
        if stops is not None:
            for row in range(len(stops)):
                place = _place(stops.text("stop_lat", row), stops.text("stop_lon", row))
                if place is not None:
                    self._stops.setdefault(stops.text("stop_id", row), place)
        self._first_row: dict[str, int] | None = None

    def place_of(self, problem: Problem) -> Place | None:
        """Return where the row of a problem is."""
        table = self._tables.get(problem.file)
        row = None if table is None else _row_of(table, problem.line)
        if table is None or row is None:
            return self._stops.get(problem.value) if problem.field in _NAMES_A_STOP else None
        if problem.file == "shapes.txt":
            return _place(table.text("shape_pt_lat", row), table.text("shape_pt_lon", row))
        for column in _NAMES_A_STOP:
            place = self._stops.get(table.text(column, row))
            if place is not None:
                return place
        return self._at_first_stop(table.text("trip_id", row))

    def _at_first_stop(self, trip_id: str) -> Place | None:
        calls = self._tables.get("stop_times.txt")
        if not trip_id or calls is None:
            return None
        if self._first_row is None:
            column = calls.column("trip_id")
            codes, rows = np.unique(column.codes, return_index=True)
            self._first_row = {
                column.texts[code]: row
                for code, row in zip(codes.tolist(), rows.tolist(), strict=True)
            }
        row = self._first_row.get(trip_id)
        return None if row is None else self._stops.get(calls.text("stop_id", row))


def _row_of(table: Table, line: int) -> int | None:
    """Return the row of a physical line; lines are in order."""
    row = int(np.searchsorted(table.lines, line))
    found = line > 0 and row < len(table) and int(table.lines[row]) == line
    return row if found else None


def _place(lat: str, lon: str) -> Place | None:
    """Read a place that is on the globe and not at 0, 0."""
    try:
        place = float(lat), float(lon)
    except ValueError:
        return None
    on_globe = abs(place[0]) <= _POLE and abs(place[1]) <= _ANTIMERIDIAN
    return place if on_globe and place != (0.0, 0.0) else None
