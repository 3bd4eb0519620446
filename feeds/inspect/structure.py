"""Inspects how files are written: unknown files and columns, spaces, odd characters, links."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

import numpy as np

from feeds.inspect.columns import COLUMNS, RECOMMENDED_FILES
from feeds.inspect.view import Inspected
from feeds.problems import ProblemLog, Rule, Severity
from feeds.table import Table

_IDENTIFIERS = re.compile(r"\w+_(id|name|desc)$|^trip_headsign$|^parent_station$")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*|mul|und")


def inspect_structure(view: Inspected, log: ProblemLog) -> None:
    """Note what stands in the archive besides what GTFS knows, and how it is written."""
    for name in sorted(view.files - {f"{table}.txt" for table in COLUMNS}):
        if name != "locations.geojson":
            reason = f"{name} is not a file of GTFS; it is not read"
            log.row(Rule.UNKNOWN_FILE, (name, 0, ""), reason, Severity.INFO, value=name)
    for name in RECOMMENDED_FILES:
        if f"{name}.txt" not in view.files:
            reason = f"{name}.txt is recommended and absent"
            log.row(Rule.MISSING_RECOMMENDED_FILE, (f"{name}.txt", 0, ""), reason, Severity.INFO)
    for name, table in view.tables.items():
        _tell_remarks(table, log)
        _check_columns(name, table, log)
        _check_characters(table, log)
        for field in table.columns:
            if field.endswith("_url"):
                _check_urls(table, field, log)
            elif field.endswith("_lang") or field == "language":
                _check_languages(table, field, log)


def _tell_remarks(table: Table, log: ProblemLog) -> None:
    for remark in table.remarks:
        if remark.rule is Rule.EMPTY_ROW:
            message = f"the row is empty ({remark.count} such rows)"
        else:
            message = f"{remark.field} {remark.value!r} has spaces around it ({remark.count} cells)"
        place = (table.file, remark.line, remark.field)
        log.row(remark.rule, place, message, Severity.WARNING, value=remark.value)


def _check_columns(name: str, table: Table, log: ProblemLog) -> None:
    for field in table.columns if name in COLUMNS else ():
        if field not in COLUMNS[name]:
            message = f"{field} is not a column of {table.file}; it is not read"
            place = (table.file, 1, field)
            log.row(Rule.UNKNOWN_COLUMN, place, message, Severity.INFO, value=field)


def _check_characters(table: Table, log: ProblemLog) -> None:
    """Note names and ids with characters that nobody sees: they make equal things differ."""
    for field, column in table.columns.items():
        if not _IDENTIFIERS.search(field):
            continue
        odd = [not text.isprintable() and _has_invisible(text) for text in column.texts]
        if any(odd):
            rows = np.array(odd, dtype=np.bool_)[column.codes]
            reason = "holds characters that cannot be seen"
            log.rows(Rule.NON_PRINTABLE, table, rows, field, reason, Severity.WARNING)


def _has_invisible(text: str) -> bool:
    """Tell whether a text has characters that are not seen, line ends in quotes aside."""
    return any(
        unicodedata.category(letter) in _INVISIBLE for letter in text if letter not in "\r\n"
    )


def _check_urls(table: Table, field: str, log: ProblemLog) -> None:
    column = table.column(field)
    wrong = np.array([bool(text) and not _is_url(text) for text in column.texts], dtype=np.bool_)
    reason = "is not the address of a page"
    log.rows(Rule.INVALID_URL, table, wrong[column.codes], field, reason, Severity.WARNING)


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in text


def _check_languages(table: Table, field: str, log: ProblemLog) -> None:
    column = table.column(field)
    wrong = np.array(
        [bool(text) and _LANGUAGE.fullmatch(text) is None for text in column.texts],
        dtype=np.bool_,
    )
    reason = "is not the code of a language"
    log.rows(Rule.INVALID_LANGUAGE, table, wrong[column.codes], field, reason, Severity.WARNING)
