"""Checks transfers.txt: rules about changing between stops, and about staying seated."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from feeds.feed import NONE, Routes, Stops, Transfers
from feeds.fields import between
from feeds.problems import Finding, ProblemLog, Rule, Severity
from feeds.table import Flags, Table, Texts
from planner import TRANSFER_FORBIDDEN, TRANSFER_MINIMUM, TRANSFER_RECOMMENDED, TRANSFER_SEATED

LAST_TYPE = 5
LONGEST_S = 4 * 3600
_ENDS = ("from_stop_id", "to_stop_id")
_ROUTES = ("from_route_id", "to_route_id")
_TRIPS = ("from_trip_id", "to_trip_id")


def check_transfers(
    table: Table | None, stops: Stops, routes: Routes, trip_ids: Collection[str], log: ProblemLog
) -> Transfers:
    """Return the rules that can be used."""
    if table is None or not len(table):
        none, texts = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=object)
        return Transfers(none, none, texts, texts, texts, texts, none.astype(np.int8), none)
    type_ = table.parse("transfer_type", between(0, LAST_TYPE), TRANSFER_RECOMMENDED)
    time_s = table.parse("min_transfer_time", between(0, LONGEST_S), NONE)
    reason = f"is not 0 to {LAST_TYPE}"
    log.rows(Rule.UNEXPECTED_ENUM_VALUE, table, type_.malformed, "transfer_type", reason)
    seated = (type_.value >= TRANSFER_SEATED) & ~type_.malformed
    unused = type_.malformed | _unknown(table, stops, routes, trip_ids, seated, log)
    wrong = time_s.malformed & ~unused
    reason = f"is not 0 to {LONGEST_S} seconds"
    log.rows(Rule.NUMBER_OUT_OF_RANGE, table, wrong, "min_transfer_time", reason)
    unused |= wrong
    untimed = (type_.value == TRANSFER_MINIMUM) & time_s.empty & ~unused
    reason = "must be given; the estimated walk is used"
    rule = Rule.MISSING_REQUIRED_FIELD
    log.rows(rule, table, untimed, "min_transfer_time", reason, Severity.WARNING)
    used = ~unused
    table, seated = table.only(used), seated[used]
    ids = {id_: row for row, id_ in enumerate(stops.id)}
    from_stop, to_stop = (np.where(seated, NONE, table.index_in(end, ids)) for end in _ENDS)
    transfers = Transfers(
        from_stop.astype(np.int32),
        to_stop.astype(np.int32),
        _texts(table, "from_route_id", seated),
        _texts(table, "to_route_id", seated),
        table.texts("from_trip_id"),
        table.texts("to_trip_id"),
        type_.value[used].astype(np.int8),
        time_s.value[used].astype(np.int32),
    )
    return _careful_last(transfers, table, log)


def _unknown(
    table: Table,
    stops: Stops,
    routes: Routes,
    trip_ids: Collection[str],
    seated: Flags,
    log: ProblemLog,
) -> Flags:
    """Report rules that name what is not there; those about staying seated name two trips."""
    unused = np.zeros(len(table), dtype=np.bool_)
    needed = (
        (_ENDS, stops.id, "is not a usable stop", np.ones(len(table), dtype=np.bool_), ~seated),
        (_ROUTES, routes.id, "is not a usable route", ~seated & False, ~seated),
        (_TRIPS, trip_ids, "is not a usable trip", seated, seated | True),
    )
    for fields, ids, reason, required, read in needed:
        known = dict.fromkeys(ids, 0)
        for field in fields:
            missing = table.index_in(field, known) < 0
            wrong = missing & (required | ~table.empty(field)) & read & ~unused
            log.rows(Rule.FOREIGN_KEY_VIOLATION, table, wrong, field, reason)
            unused |= wrong
    return unused


def _texts(table: Table, field: str, seated: Flags) -> Texts:
    """Return a column of ids, "" in rules about staying seated, where it says nothing more."""
    texts = table.texts(field)
    texts[seated] = ""
    return texts


def _careful_last(transfers: Transfers, table: Table, log: ProblemLog) -> Transfers:
    """Put contradictory rules in an order in which the most careful comes last."""
    repeated = table.repeated(*_ENDS, *_ROUTES, *_TRIPS)
    if repeated.any():
        _tell_repeated(table, repeated, log)
    careful = np.where(transfers.type == TRANSFER_FORBIDDEN, LONGEST_S + 1, transfers.duration_s)
    order = np.argsort(careful, kind="stable")
    return Transfers(*(getattr(transfers, name)[order] for name in transfers.__dataclass_fields__))


def _tell_repeated(table: Table, repeated: Flags, log: ProblemLog) -> None:
    """Note the pairs that have two rules."""
    columns = (table.texts(field) for field in (*_ENDS, *_ROUTES, *_TRIPS))
    keys = list(zip(*columns, strict=True))
    first: dict[tuple[str, ...], int] = {}
    for key, line in zip(keys, table.lines.tolist(), strict=True):
        first.setdefault(key, line)
    numbers = np.flatnonzero(repeated)

    def told(position: int) -> Finding:
        row = int(numbers[position])
        start, end, *_ = keys[row]
        reason = f"from {start!r} has a rule in line {first[keys[row]]} too; the longer is used"
        return int(table.lines[row]), end, f"to_stop_id {end!r} {reason}"

    place = (table.file, "to_stop_id")
    log.many(Rule.DUPLICATE_KEY, len(numbers), place, told, Severity.WARNING)
