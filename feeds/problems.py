"""What was found in a feed: a log that counts everything and stays small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from feeds.rules import Rule, Severity
from feeds.table import Table

__all__ = ["Problem", "ProblemCount", "ProblemLog", "Rule", "Severity", "problems_json"]

KEPT_PER_RULE = 50
"""Problems of one rule kept word for word; beyond, they are counted only."""
LONGEST_VALUE = 200

Finding: TypeAlias = tuple[int, str, str]
"""Line, value and message."""


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
    value: str = ""
    """The cell at fault, shortened."""


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """How often a rule was broken in a file; only the first KEPT_PER_RULE are kept as Problem."""

    feed: str
    rule: str
    severity: str
    count: int
    file: str


class ProblemLog:
    """The problems of one feed, in the order they were found."""

    def __init__(self, feed_id: str) -> None:
        self.feed_id = feed_id
        self.kept: list[Problem] = []
        self._counts: Counter[tuple[Rule, Severity]] = Counter()
        self._by_file: Counter[tuple[Rule, Severity, str]] = Counter()

    def row(  # the columns of a report
        self,
        rule: Rule,
        place: tuple[str, int, str],
        message: str,
        severity: Severity = Severity.ERROR,
        *,
        value: str = "",
    ) -> None:
        """Note one row; `place` is its file, line and field."""
        self._counts[rule, severity] += 1
        file, line, field = place
        self._by_file[rule, severity, file] += 1
        if self._counts[rule, severity] <= KEPT_PER_RULE:
            self.kept.append(
                Problem(
                    self.feed_id,
                    file,
                    line,
                    field,
                    rule.value,
                    severity.value,
                    message,
                    value[:LONGEST_VALUE],
                )
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

        def told(position: int) -> Finding:
            row = int(numbers[position])
            value = table.text(field, row)
            return int(table.lines[row]), value, f"{field} {_quoted(value)} {reason}".strip()

        self.many(rule, len(numbers), (table.file, field), told, severity)

    def many(  # the columns of a report
        self,
        rule: Rule,
        count: int,
        place: tuple[str, str],
        told: Callable[[int], Finding],
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note `count` findings in a file and field; `told` words the first ones."""
        file, field = place
        for number in range(min(count, KEPT_PER_RULE)):
            line, value, message = told(number)
            self.row(rule, (file, line, field), message, severity, value=value)
        beyond = max(count - KEPT_PER_RULE, 0)
        if beyond:
            self._counts[rule, severity] += beyond
            self._by_file[rule, severity, file] += beyond

    @classmethod
    def joined(cls, logs: Sequence[ProblemLog]) -> ProblemLog:
        """Return the log of several files of one feed."""
        contents = [log.as_dict() for log in logs]
        joined = {name: [row for one in contents for row in one[name]] for name in contents[0]}
        return cls.restored(logs[0].feed_id, joined)

    @classmethod
    def restored(cls, feed_id: str, content: Mapping[str, Any]) -> ProblemLog:
        """Return a log that `as_dict` wrote."""
        log = cls(feed_id)
        log.kept = [Problem(**problem) for problem in content["kept"]]
        for rule, severity, file, count in content["counts"]:
            log._counts[Rule(rule), Severity(severity)] += count
            log._by_file[Rule(rule), Severity(severity), file] += count
        return log

    def as_dict(self) -> dict[str, Any]:
        """Return all that the log holds, for JSON."""
        counts = [
            (rule.value, severity.value, file, count)
            for (rule, severity, file), count in self._by_file.items()
        ]
        return {"kept": [asdict(problem) for problem in self.kept], "counts": counts}

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
            ProblemCount(self.feed_id, rule.value, severity.value, count, file)
            for (rule, severity, file), count in self._by_file.items()
        )


def _quoted(value: str) -> str:
    """Return a value between quotes, short, its invisible characters shown."""
    return repr(value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…")


def problems_json(logs: Iterable[ProblemLog]) -> dict[str, Any]:
    """Return what `problems.json` of a snapshot holds: counts by feed and rule, first examples."""
    logs = list(logs)
    return {
        "counts": [asdict(count) for log in logs for count in log.counts],
        "problems": [asdict(problem) for log in logs for problem in log.kept],
    }
