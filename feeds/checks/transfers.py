"""Checks transfers.txt: rules between two stops or stations that hold for every line."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from feeds.feed import NONE, Stops, Transfers
from feeds.fields import between
from feeds.problems import Finding, ProblemLog, Rule, Severity
from feeds.table import Flags, Table
from planner import Int32s

RECOMMENDED, TIMED, MINIMUM_TIME, FORBIDDEN = range(4)
LAST_TYPE = 5
LONGEST_S = 4 * 3600
_NARROWER = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")


def check_transfers(table: Table | None, stops: Stops, log: ProblemLog) -> Transfers:
    """Return the rules that can be used; those of a route or trip are noted as not used."""
    if table is None or not len(table):
        none = np.zeros(0, dtype=np.int32)
        return Transfers(none, none, none.astype(np.int8), none)
    type_ = table.parse("transfer_type", between(0, LAST_TYPE), RECOMMENDED)
    time_s = table.parse("min_transfer_time", between(0, LONGEST_S), NONE)
    ids = {id_: row for row, id_ in enumerate(stops.id)}
    narrow = type_.value > FORBIDDEN
    for field in _NARROWER:
        narrow |= ~table.empty(field)
    reason = "is a rule of one route or trip, not used yet"
    log.rows(Rule.TRANSFER_NOT_USED, table, narrow, "transfer_type", reason, Severity.INFO)
    unused = narrow | type_.malformed
    reason = f"is not 0 to {LAST_TYPE}"
    log.rows(Rule.UNEXPECTED_ENUM_VALUE, table, type_.malformed, "transfer_type", reason)
    for field in ("from_stop_id", "to_stop_id"):
        unknown = (table.index_in(field, ids) < 0) & ~unused
        log.rows(Rule.FOREIGN_KEY_VIOLATION, table, unknown, field, "is not a usable stop")
        unused |= unknown
    wrong = time_s.malformed & ~unused
    reason = f"is not 0 to {LONGEST_S} seconds"
    log.rows(Rule.NUMBER_OUT_OF_RANGE, table, wrong, "min_transfer_time", reason)
    unused |= wrong
    untimed = (type_.value == MINIMUM_TIME) & time_s.empty & ~unused
    reason = "must be given; the estimated walk is used"
    rule = Rule.MISSING_REQUIRED_FIELD
    log.rows(rule, table, untimed, "min_transfer_time", reason, Severity.WARNING)
    table = table.only(~unused)
    _tell_kept_changes(table, type_.value[~unused], log)
    transfers = Transfers(
        from_stop=table.index_in("from_stop_id", ids),
        to_stop=table.index_in("to_stop_id", ids),
        type=type_.value[~unused].astype(np.int8),
        duration_s=time_s.value[~unused].astype(np.int32),
    )
    return _longest(transfers, table, log)


def _tell_kept_changes(table: Table, type_: npt.NDArray[np.int64], log: ProblemLog) -> None:
    """Note the rules that forbid to change at one stop, which the planner cannot express."""
    ids = table.texts("from_stop_id")
    same = (type_ == FORBIDDEN) & (ids == table.texts("to_stop_id"))
    reason = "is forbidden to itself; changing at the stop itself stays possible"
    log.rows(Rule.TRANSFER_NOT_USED, table, same, "from_stop_id", reason, Severity.INFO)


def _longest(transfers: Transfers, table: Table, log: ProblemLog) -> Transfers:
    """Put contradictory rules of one pair in an order in which the most careful comes last."""
    repeated = table.repeated("from_stop_id", "to_stop_id")
    if repeated.any():
        _tell_repeated(table, repeated, log)
    careful = np.where(transfers.type == FORBIDDEN, LONGEST_S + 1, transfers.duration_s)
    order: Int32s = np.argsort(careful, kind="stable").astype(np.int32)
    return Transfers(
        transfers.from_stop[order],
        transfers.to_stop[order],
        transfers.type[order],
        transfers.duration_s[order],
    )


def _tell_repeated(table: Table, repeated: Flags, log: ProblemLog) -> None:
    """Note the pairs that have two rules."""
    pairs = list(zip(table.texts("from_stop_id"), table.texts("to_stop_id"), strict=True))
    first: dict[tuple[str, str], int] = {}
    for pair, line in zip(pairs, table.lines.tolist(), strict=True):
        first.setdefault(pair, line)
    numbers = np.flatnonzero(repeated)

    def told(position: int) -> Finding:
        row = int(numbers[position])
        start, end = pairs[row]
        reason = f"from {start!r} has a rule in line {first[start, end]} too; the longer is used"
        return int(table.lines[row]), end, f"to_stop_id {end!r} {reason}"

    place = (table.file, "to_stop_id")
    log.many(Rule.DUPLICATE_KEY, len(numbers), place, told, Severity.WARNING)
