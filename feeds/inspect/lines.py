"""Inspects lines and agencies: names, colours that cannot be read, lines without a trip."""

from __future__ import annotations

import re

import numpy as np

from feeds.inspect.view import Inspected, tell_ids
from feeds.problems import ProblemLog, Rule, Severity
from feeds.table import Table

LONGEST_SHORT_NAME = 12
LEAST_CONTRAST = 4.5
"""WCAG 2 AA of small text."""
_DEFAULT, _DEFAULT_TEXT = "FFFFFF", "000000"


def inspect_lines(view: Inspected, log: ProblemLog) -> None:
    """Note lines that travellers cannot tell apart, read or ride."""
    table = view.tables["routes"]
    _check_names(table, log)
    _check_colors(table, log)
    with_trips = {str(id_) for id_ in view.feed.routes.id[np.unique(view.feed.trips.route)]}
    with_trips |= {service.route_id for service in view.feed.on_demand}
    idle = {str(id_) for id_ in view.feed.routes.id} - with_trips
    place, severity = ("routes", "route_id"), Severity.INFO
    reason = "has no trip that can be used"
    tell_ids(view, log, Rule.ROUTE_WITHOUT_TRIP, place, idle, reason, severity)
    agencies = view.feed.agencies.id
    used = {agencies[row] for row in np.unique(view.feed.routes.agency).tolist()}
    unused = set(agencies) - used
    reason = "runs no line"
    tell_ids(view, log, Rule.UNUSED_AGENCY, ("agency", "agency_id"), unused, reason, severity)


def _check_names(table: Table, log: ProblemLog) -> None:
    short, long = table.texts("route_short_name"), table.texts("route_long_name")
    lengthy = np.array([len(name) > LONGEST_SHORT_NAME for name in short], dtype=np.bool_)
    reason = f"is longer than {LONGEST_SHORT_NAME} characters and does not fit in a badge"
    rule, severity = Rule.SHORT_NAME_TOO_LONG, Severity.INFO
    log.rows(rule, table, lengthy, "route_short_name", reason, severity)
    repeats = np.array(
        [
            bool(one) and re.match(rf"{re.escape(one)}($|[\s(:-])", other) is not None
            for one, other in zip(short, long, strict=True)
        ],
        dtype=np.bool_,
    )
    reason = "begins with the short name, which is shown before it"
    log.rows(Rule.LONG_NAME_HAS_SHORT, table, repeats, "route_long_name", reason, Severity.INFO)
    same = table.repeated("route_short_name", "route_long_name", "route_type", "agency_id")
    same &= (short != "") | (long != "")
    reason = "is the name of another line of the same agency and type"
    rule = Rule.DUPLICATE_ROUTE_NAME
    log.rows(rule, table, same, "route_short_name", reason, Severity.INFO)


def _check_colors(table: Table, log: ProblemLog) -> None:
    pairs = zip(table.texts("route_color"), table.texts("route_text_color"), strict=True)
    contrasts = {pair: _contrast(*pair) for pair in set(pairs)}
    pairs = zip(table.texts("route_color"), table.texts("route_text_color"), strict=True)
    faint = np.array([contrasts[pair] < LEAST_CONTRAST for pair in pairs], dtype=np.bool_)
    reason = "and route_text_color are too alike; black or white is used for the text"
    log.rows(Rule.COLOR_CONTRAST, table, faint, "route_color", reason, Severity.INFO)


def _contrast(color: str, text_color: str) -> float:
    """Return the WCAG contrast of two colours; a malformed one is another rule's matter."""
    try:
        one, other = _luminance(color or _DEFAULT), _luminance(text_color or _DEFAULT_TEXT)
    except ValueError:
        return LEAST_CONTRAST
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (0, 2, 4))
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  # WCAG
        for part in (red, green, blue)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
