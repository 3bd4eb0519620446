"""GTFS text files -> tables: encoding, header, rows of the wrong length, required columns.

Why not gtfs-kit's reader: decision 0009.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from feeds.archive import Archive
from feeds.errors import FeedRefusedError
from feeds.problems import ProblemLog, Rule
from feeds.table import Column, Table, Texts
from planner import Int32s

REQUIRED = {
    "agency": ("agency_name", "agency_timezone"),
    "stops": ("stop_id", "stop_lat", "stop_lon"),
    "routes": ("route_id", "route_type"),
    "trips": ("route_id", "service_id", "trip_id"),
    "stop_times": ("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time"),
}
"""Files a feed must have and the columns that must be in them."""
OPTIONAL = {
    "calendar": (
        "service_id",
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("start_date", "end_date"),
    ),
    "calendar_dates": ("service_id", "date", "exception_type"),
    "frequencies": ("trip_id", "start_time", "end_time", "headway_secs"),
    "transfers": ("transfer_type",),
}
"""Files a feed may have and the columns that must be in them when it does."""

ROWS_AT_ONCE = 500_000
LONGEST_FIELD = 64 * 1024
_SKIPPED = re.compile(r"line (\d+): expected")
_UNCLOSED = re.compile(r"inside string starting at row (\d+)")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def read_tables(feed_id: str, path: Path, log: ProblemLog) -> dict[str, Table]:
    """Read the tables of a feed that the planner uses, from its zip or folder.

    Raises
    ------
    FeedRefusedError: not a zip, too large, a file or column missing, an encoding other than
        UTF-8, a quote that is never closed.

    """
    archive = Archive(feed_id, path)
    for name in REQUIRED:
        if name not in archive.tables:
            raise FeedRefusedError(feed_id, f"{name}.txt is missing")
    if not archive.tables & {"calendar", "calendar_dates"}:
        raise FeedRefusedError(feed_id, "calendar.txt and calendar_dates.txt are both missing")
    tables = {}
    for name, columns in {**REQUIRED, **OPTIONAL}.items():
        if name in archive.tables:
            tables[name] = _read(log, name, archive.read(name), columns)
    return tables


def _read(log: ProblemLog, name: str, content: bytes, required: tuple[str, ...]) -> Table:
    """Read one file."""
    file = f"{name}.txt"
    _check_encoding(log.feed_id, file, content)
    header = _header(log.feed_id, file, content, required)
    skipped, columns, n_rows = _columns(log.feed_id, file, content, len(header))
    numbers = np.setdiff1d(np.arange(2, n_rows + len(skipped) + 2), skipped, assume_unique=True)
    # A quoted field may span lines: every line break before a row moves it down.
    breaks = sum(
        np.array([text.count("\n") for text in column.texts])[column.codes] for column in columns
    )
    moved = np.concatenate([[0], np.cumsum(breaks)])
    lines = (numbers + moved[:-1]).astype(np.int32)
    for number in skipped:
        line = number + int(moved[np.searchsorted(numbers, number)])
        message = f"the row has more cells than the {len(header)} of the header"
        log.row(Rule.INVALID_ROW_LENGTH, (file, line, ""), message)
    table = Table(file, lines, dict(zip([*header, ""], columns, strict=True)))
    return _without_odd_rows(log, table)


def _columns(
    feed_id: str, file: str, content: bytes, n_columns: int
) -> tuple[list[int], list[Column], int]:
    """Return the numbers of the rows that are too long, the columns, and how many rows they have.

    One column more than the header is read: many feeds end each row with a comma.
    """
    texts: list[dict[str, int]] = [{} for _ in range(n_columns + 1)]
    codes: list[list[Int32s]] = [[] for _ in range(n_columns + 1)]
    n_rows = 0
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", pd.errors.ParserWarning)
        for chunk in _chunks(feed_id, file, content, n_columns + 1):
            n_rows += len(chunk)
            for position in range(n_columns + 1):
                values: Texts = chunk[position].to_numpy()
                codes[position].append(_codes(values, texts[position]))
    skipped = [int(line) for text in caught for line in _SKIPPED.findall(str(text.message))]
    none = np.zeros(0, dtype=np.int32)
    columns = [
        Column(list(distinct) or [""], np.concatenate(parts or [none]))
        for distinct, parts in zip(texts, codes, strict=True)
    ]
    return skipped, columns, n_rows


def _chunks(feed_id: str, file: str, content: bytes, n_columns: int) -> Iterator[pd.DataFrame]:
    """Read some rows at a time, every cell as it is written."""
    try:
        yield from pd.read_csv(
            io.BytesIO(content),
            names=list(range(n_columns)),
            skiprows=1,
            dtype=object,
            na_filter=False,
            skip_blank_lines=False,
            index_col=False,
            on_bad_lines="warn",
            encoding="utf-8-sig",
            chunksize=ROWS_AT_ONCE,
        )
    except pd.errors.EmptyDataError:
        return
    except pd.errors.ParserError as error:
        unclosed = _UNCLOSED.search(str(error))
        where = f"{file}, line {int(unclosed[1]) + 1}" if unclosed else file
        reason = "a quote is opened and never closed" if unclosed else f"is not CSV ({error})"
        raise FeedRefusedError(feed_id, f"{where}: {reason}") from error


def _codes(values: Texts, numbers: dict[str, int]) -> Int32s:
    """Return the number of each trimmed value of a chunk; new ones are added to `numbers`."""
    codes, distinct = pd.factorize(values)
    renumbered = [numbers.setdefault(str(text).strip(), len(numbers)) for text in distinct]
    return np.array(renumbered, dtype=np.int32)[codes]


def _check_encoding(feed_id: str, file: str, content: bytes) -> None:
    """Refuse what is not UTF-8, naming the line."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        found = _BYTE_ORDER_MARKS.get(content[:2])
        line = content.count(b"\n", 0, error.start) + 1
        where = f"it looks like {found}" if found else f"line {line} holds another encoding"
        raise FeedRefusedError(feed_id, f"{file} is not UTF-8: {where}") from error


def _header(feed_id: str, file: str, content: bytes, required: tuple[str, ...]) -> list[str]:
    """Return the names of the columns."""
    first = content[: LONGEST_FIELD * 2].decode("utf-8-sig", errors="ignore").splitlines()
    header = [name.strip() for name in next(csv.reader(first[:1]), [])]
    if not any(header):
        raise FeedRefusedError(feed_id, f"{file} is empty")
    for name in header:
        if name and header.count(name) > 1:
            raise FeedRefusedError(feed_id, f"{file}, line 1: column {name} is there twice")
    for name in required:
        if name not in header:
            raise FeedRefusedError(feed_id, f"{file}, line 1: column {name} is missing")
    return [name or f"column {number}" for number, name in enumerate(header, 1)]


def _without_odd_rows(log: ProblemLog, table: Table) -> Table:
    """Leave out blank rows, rows with a cell too many and rows with an absurdly long cell."""
    blank = np.ones(len(table), dtype=np.bool_)
    for name in table.columns:
        blank &= table.empty(name)
    too_many = ~table.empty("")
    log.rows(Rule.INVALID_ROW_LENGTH, table, too_many, "", "is a cell more than the header has")
    keep = ~(blank | too_many)
    for name, column in table.columns.items():
        long = np.array([len(text) > LONGEST_FIELD for text in column.texts])[column.codes]
        for row in np.flatnonzero(long).tolist():
            place = (table.file, int(table.lines[row]), name)
            message = f"{name} is longer than {LONGEST_FIELD} characters"
            log.row(Rule.TOO_LONG, place, message)
        keep &= ~long
    rest = table if keep.all() else table.only(keep)
    return Table(rest.file, rest.lines, {n: c for n, c in rest.columns.items() if n})
