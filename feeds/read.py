"""GTFS text files -> tables: encoding, header, rows of the wrong length, required columns.

Why not gtfs-kit's reader: decision 0009.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from feeds.archive import Archive
from feeds.errors import FeedRefusedError
from feeds.on_demand.locations import FILE, read_locations
from feeds.problems import ProblemLog, Rule, Severity
from feeds.row_lengths import short_rows
from feeds.table import Column, Remark, Table, Texts
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
BESIDE: dict[str, tuple[str, ...]] = {
    "shapes": ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"),
    "attributions": (),
    "booking_rules": ("booking_rule_id", "booking_type"),
    "location_groups": ("location_group_id",),
    "location_group_stops": ("location_group_id", "stop_id"),
    "aliases": (),
    "pathways": ("from_stop_id", "to_stop_id", "pathway_mode", "is_bidirectional"),
    "levels": ("level_id", "level_index"),
}
"""Files that a network can do without: broken ones are told and passed over."""

_AREAS = frozenset({"location_id", "location_group_id"})
_NOT_ON_DEMAND = frozenset({"stop_id", "arrival_time", "departure_time"})
"""Columns of stop_times.txt that on-demand services, which name areas, do without."""

ROWS_AT_ONCE = 500_000
LONGEST_FIELD = 64 * 1024
_SKIPPED = re.compile(r"line (\d+): expected")
_UNCLOSED = re.compile(r"inside string starting at row (\d+)")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def read_beside(
    archive: Archive, log: ProblemLog, wanted: Mapping[str, tuple[str, ...]]
) -> dict[str, Table]:
    """Read tables that networks do without; one that cannot be read is told and passed over."""
    tables = {}
    for name, columns in wanted.items():
        if name in archive.tables:
            try:
                tables[name] = _read(log, name, archive.read(name), columns)
            except FeedRefusedError as error:
                reason = f"{error.reason}; the file is not used"
                log.row(error.rule, error.place, reason, Severity.WARNING, value=error.value)
    return tables


def read_tables(feed_id: str, path: Path, log: ProblemLog) -> dict[str, Table]:
    """Read the tables of a feed that the planner uses, from its zip or folder.

    Raises
    ------
    FeedRefusedError: not a zip, too large, a file or column missing, an encoding other than
        UTF-8, a quote that is never closed.

    """
    archive = Archive(feed_id, path)
    for name in REQUIRED:
        if name not in archive.tables and not (name == "stops" and FILE in archive.names):
            reason = f"{name}.txt is missing"
            rule, place = Rule.MISSING_REQUIRED_FILE, (f"{name}.txt", 0, "")
            raise FeedRefusedError(feed_id, reason, rule, place)
    if not archive.tables & {"calendar", "calendar_dates"}:
        reason = "calendar.txt and calendar_dates.txt are both missing"
        place = ("calendar.txt", 0, "")
        raise FeedRefusedError(feed_id, reason, Rule.MISSING_CALENDARS, place)
    tables = {}
    for name, columns in {**REQUIRED, **OPTIONAL}.items():
        content = archive.read(name) if name in archive.tables else b""
        if content[:LONGEST_FIELD].strip() or (name in REQUIRED and name in archive.tables):
            tables[name] = _read(log, name, content, columns)
        elif name in archive.tables:
            file, reason = f"{name}.txt", f"{name}.txt is empty; the file is not used"
            log.row(Rule.EMPTY_FILE, (file, 0, ""), reason, Severity.WARNING)
    # What serves areas only has no stops.
    tables.setdefault("stops", Table("stops.txt", np.zeros(0, dtype=np.int32), {}))
    locations = read_locations(archive, log)
    if locations is not None:
        tables["locations"] = locations
    return tables | read_beside(archive, log, BESIDE)


def _read(log: ProblemLog, name: str, content: bytes, required: tuple[str, ...]) -> Table:
    """Read one file."""
    file = f"{name}.txt"
    _check_encoding(log.feed_id, file, content)
    header = _header(log.feed_id, file, content, required)
    skipped, columns, padded, n_rows = _columns(log.feed_id, file, content, len(header))
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
    remarks = [
        Remark(Rule.PADDED, 1, written.strip(), 1, written)
        for written in _first_row(content)
        if written != written.strip()
    ]
    for column, (row, count, value) in zip(header, padded, strict=False):
        if count:
            remarks.append(Remark(Rule.PADDED, int(lines[row]), column, count, value))
    table = Table(file, lines, dict(zip([*header, ""], columns, strict=True)), tuple(remarks))
    if not skipped:
        _tell_short_rows(log, table, content, header)
    return _without_odd_rows(log, table)


def _tell_short_rows(log: ProblemLog, table: Table, content: bytes, header: list[str]) -> None:
    """Note the rows that end before the last column."""
    if table.empty(header[-1]).any():
        short = short_rows(content, len(header), len(table))
        reason = f"the row has fewer cells than the {len(header)} of the header; those are empty"
        log.rows(Rule.INVALID_ROW_LENGTH, table, short, "", reason, Severity.WARNING)


def _columns(
    feed_id: str, file: str, content: bytes, n_columns: int
) -> tuple[list[int], list[Column], list[tuple[int, int, str]], int]:
    """Return the numbers of the rows that are too long, the columns, spaces, and how many rows.

    Spaces around values: for each column the first row, how many, the value. One column more
    than the header is read: many feeds end each row with a comma.
    """
    texts: list[dict[str, int]] = [{} for _ in range(n_columns + 1)]
    codes: list[list[Int32s]] = [[] for _ in range(n_columns + 1)]
    padded = [(0, 0, "")] * (n_columns + 1)
    n_rows = 0
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", pd.errors.ParserWarning)
        for chunk in _chunks(feed_id, file, content, n_columns + 1):
            for position in range(n_columns + 1):
                values: Texts = chunk[position].to_numpy()
                found, spaces = _codes(values, texts[position])
                codes[position].append(found)
                if len(spaces):
                    first, count, value = padded[position]
                    if not count:
                        first, value = n_rows + int(spaces[0]), str(values[spaces[0]])
                    padded[position] = (first, count + len(spaces), value)
            n_rows += len(chunk)
    skipped = [int(line) for text in caught for line in _SKIPPED.findall(str(text.message))]
    none = np.zeros(0, dtype=np.int32)
    columns = [
        Column(list(distinct) or [""], np.concatenate(parts or [none]))
        for distinct, parts in zip(texts, codes, strict=True)
    ]
    return skipped, columns, padded, n_rows


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
        line = int(unclosed[1]) + 1 if unclosed else 0
        where = f"{file}, line {line}" if unclosed else file
        reason = "a quote is opened and never closed" if unclosed else f"is not CSV ({error})"
        raise FeedRefusedError(
            feed_id, f"{where}: {reason}", Rule.CSV_PARSING_FAILED, (file, line, "")
        ) from error


def _codes(
    values: Texts, numbers: dict[str, int]
) -> tuple[Int32s, np.ndarray[tuple[int], np.dtype[np.intp]]]:
    """Return the number of each trimmed value of a chunk, and the rows that were trimmed.

    New values are added to `numbers`.
    """
    codes, distinct = pd.factorize(values)
    trimmed = [str(text).strip() for text in distinct]
    renumbered = [numbers.setdefault(text, len(numbers)) for text in trimmed]
    spaces = np.array(
        [text != str(raw) for text, raw in zip(trimmed, distinct, strict=True)], dtype=np.bool_
    )
    rows = np.flatnonzero(spaces[codes]) if spaces.any() else np.zeros(0, dtype=np.intp)
    return np.array(renumbered, dtype=np.int32)[codes], rows


def _check_encoding(feed_id: str, file: str, content: bytes) -> None:
    """Refuse what is not UTF-8, or holds a NUL, naming the line."""
    try:
        content.decode("utf-8")
        at = content.find(b"\0")
    except UnicodeDecodeError as error:
        at = error.start
    if at < 0:
        return
    found = _BYTE_ORDER_MARKS.get(content[:2])
    line = content.count(b"\n", 0, at) + 1
    where = f"it looks like {found}" if found else f"line {line} holds another encoding"
    reason = f"{file} is not UTF-8: {where}"
    raise FeedRefusedError(feed_id, reason, Rule.INVALID_ENCODING, (file, line, ""))


def _first_row(content: bytes) -> list[str]:
    """Return the names of the columns as they are written."""
    first = content[: LONGEST_FIELD * 2].decode("utf-8-sig", errors="ignore").splitlines()
    return next(csv.reader(first[:1]), [])


def _header(feed_id: str, file: str, content: bytes, required: tuple[str, ...]) -> list[str]:
    """Return the names of the columns."""
    header = [name.strip() for name in _first_row(content)]
    if not any(header):
        raise FeedRefusedError(feed_id, f"{file} is empty", Rule.EMPTY_FILE, (file, 0, ""))
    for name in header:
        if name and header.count(name) > 1:
            reason = f"{file}, line 1: column {name} is there twice"
            raise FeedRefusedError(feed_id, reason, Rule.DUPLICATED_COLUMN, (file, 1, name))
    on_demand = file == "stop_times.txt" and not _AREAS.isdisjoint(header)
    for name in required:
        if name not in header and not (on_demand and name in _NOT_ON_DEMAND):
            reason = f"{file}, line 1: column {name} is missing"
            raise FeedRefusedError(feed_id, reason, Rule.MISSING_REQUIRED_COLUMN, (file, 1, name))
    return [name or f"column {number}" for number, name in enumerate(header, 1)]


def _without_odd_rows(log: ProblemLog, table: Table) -> Table:
    """Leave out blank rows and rows with a cell too many; refuse an absurdly long cell."""
    blank = np.ones(len(table), dtype=np.bool_)
    for name in table.columns:
        blank &= table.empty(name)
    remarks = table.remarks
    if blank.any():
        first, count = int(table.lines[np.argmax(blank)]), int(blank.sum())
        remarks = (*remarks, Remark(Rule.EMPTY_ROW, first, "", count, ""))
    too_many = ~table.empty("")
    log.rows(Rule.INVALID_ROW_LENGTH, table, too_many, "", "is a cell more than the header has")
    keep = ~(blank | too_many)
    for name, column in table.columns.items():
        if max(map(len, column.texts)) > LONGEST_FIELD:
            _refuse_long(log.feed_id, table, name)
    rest = table if keep.all() else table.only(keep)
    return Table(rest.file, rest.lines, {n: c for n, c in rest.columns.items() if n}, remarks)


def _refuse_long(feed_id: str, table: Table, name: str) -> None:
    """Refuse a feed for a cell that no feed has, naming it."""
    column = table.column(name)
    long = np.array([len(text) > LONGEST_FIELD for text in column.texts])[column.codes]
    line = int(table.lines[np.argmax(long)])
    reason = f"{table.file}, line {line}: {name} is longer than {LONGEST_FIELD} characters"
    raise FeedRefusedError(feed_id, reason, Rule.TOO_LONG, (table.file, line, name))
