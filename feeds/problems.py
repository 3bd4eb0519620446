"""What was found in a feed: rules by their canonical names, and a log that stays small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

from feeds.table import Table

KEPT_PER_RULE = 50
"""Problems of one rule kept word for word; beyond, they are counted only."""


class Severity(Enum):
    """What became of the row."""

    ERROR = "error"
    """Left out."""
    WARNING = "warning"
    """Used, with the field at fault ignored or completed."""
    INFO = "info"
    """Valid, but not used by this program."""


class Rule(Enum):
    """What a row breaks. Names are those of the canonical GTFS validator where it has one."""

    DUPLICATE_KEY = "duplicate_key"
    FOREIGN_KEY_VIOLATION = "foreign_key_violation"
    INCONSISTENT_AGENCY_TIMEZONE = "inconsistent_agency_timezone"
    INVALID_COLOR = "invalid_color"
    INVALID_DATE = "invalid_date"
    INVALID_FLOAT = "invalid_float"
    INVALID_INTEGER = "invalid_integer"
    INVALID_ROW_LENGTH = "invalid_row_length"
    INVALID_TIME = "invalid_time"
    INVALID_TIMEZONE = "invalid_timezone"
    MISSING_REQUIRED_FIELD = "missing_required_field"
    MISSING_TRIP_EDGE = "missing_trip_edge"
    NUMBER_OUT_OF_RANGE = "number_out_of_range"
    POINT_NEAR_ORIGIN = "point_near_origin"
    ROUTE_NAMES_MISSING = "route_both_short_and_long_name_missing"
    START_AFTER_END = "start_and_end_range_out_of_order"
    STATION_WITH_PARENT = "station_with_parent_station"
    STOP_WITHOUT_LOCATION = "stop_without_location"
    TIMES_DECREASE = "stop_time_with_arrival_before_previous_departure_time"
    TOO_LONG = "field_too_long"
    TOO_MANY_DEPARTURES = "too_many_departures"
    UNEXPECTED_ENUM_VALUE = "unexpected_enum_value"
    UNUSABLE_TRIP = "unusable_trip"
    WRONG_LOCATION_TYPE = "wrong_location_type"
    WRONG_PARENT_LOCATION_TYPE = "wrong_parent_location_type"


@dataclass(frozen=True, slots=True)
class Problem:
    """One row that was left out, completed or not used."""

    feed: str
    file: str
    line: int
    """Physical line of the file, the header being line 1."""
    field: str
    rule: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """How often a rule was broken in a feed; only the first KEPT_PER_RULE are kept as Problem."""

    feed: str
    rule: str
    severity: str
    count: int


class ProblemLog:
    """The problems of one feed, in the order they were found."""

    def __init__(self, feed_id: str) -> None:
        self.feed_id = feed_id
        self.kept: list[Problem] = []
        self._counts: Counter[tuple[Rule, Severity]] = Counter()

    def row(
        self,
        rule: Rule,
        place: tuple[str, int, str],
        message: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note one row; `place` is its file, line and field."""
        self._counts[rule, severity] += 1
        if self._counts[rule, severity] <= KEPT_PER_RULE:
            file, line, field = place
            self.kept.append(
                Problem(self.feed_id, file, line, field, rule.value, severity.value, message)
            )

    def rows(
        self,
        rule: Rule,
        table: Table,
        rows: npt.NDArray[np.bool_] | npt.NDArray[np.intp],
        field: str,
        reason: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note rows of a table (a mask or row numbers); each message quotes the field's value."""
        numbers = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        for row in numbers[:KEPT_PER_RULE].tolist():
            place = (table.file, int(table.lines[row]), field)
            message = f"{field} {table.text(field, row)!r} {reason}".strip()
            self.row(rule, place, message, severity)
        self._counts[rule, severity] += max(len(numbers) - KEPT_PER_RULE, 0)

    @property
    def n_problems(self) -> int:
        """How many rows were left out or doubtful; what is valid but unused does not count."""
        return sum(
            count for (_, severity), count in self._counts.items() if severity is not Severity.INFO
        )

    @property
    def counts(self) -> tuple[ProblemCount, ...]:
        """How often each rule was broken."""
        return tuple(
            ProblemCount(self.feed_id, rule.value, severity.value, count)
            for (rule, severity), count in self._counts.items()
            if count
        )


def problems_json(logs: Iterable[ProblemLog]) -> dict[str, Any]:
    """Return what `problems.json` of a snapshot holds: counts by feed and rule, first examples."""
    logs = list(logs)
    return {
        "counts": [asdict(count) for log in logs for count in log.counts],
        "problems": [asdict(problem) for log in logs for problem in log.kept],
    }
