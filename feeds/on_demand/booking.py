"""booking_rules.txt -> booking rules; one that cannot be read is told and left out."""

from __future__ import annotations

from collections.abc import Mapping

from feeds.fields import integer, time_s
from feeds.on_demand.service import BookingRule, BookingType, Days
from feeds.problems import ProblemLog, Rule, Severity
from feeds.table import Table

_MINUTE_S = 60
_WEB = ("https://", "http://")


def read_booking_rules(
    table: Table | None, days: Mapping[str, Days], log: ProblemLog
) -> dict[str, BookingRule]:
    """Return the rules by id."""
    rules: dict[str, BookingRule] = {}
    for row in range(0 if table is None else len(table)):
        assert table is not None, "it has rows"
        place = (table.file, int(table.lines[row]), "booking_type")
        kind = integer(table.text("booking_type", row))
        if kind is None or kind not in set(BookingType):
            reason = f"booking_type {table.text('booking_type', row)!r} is not 0, 1 or 2"
            log.row(Rule.UNEXPECTED_ENUM_VALUE, place, reason)
            continue
        rule = _rule(table, row, BookingType(kind), days)
        if (
            rule.type is not BookingType.REAL_TIME
            and rule.notice_s is None
            and rule.last_day is None
        ):
            reason = "says neither how long before nor until when one books; any time is taken"
            log.row(Rule.MISSING_REQUIRED_FIELD, place, reason, Severity.WARNING)
        rules[rule.id] = rule
    return rules


def _rule(table: Table, row: int, kind: BookingType, days: Mapping[str, Days]) -> BookingRule:
    return BookingRule(
        id=table.text("booking_rule_id", row),
        type=kind,
        notice_s=_notice_s(table.text("prior_notice_duration_min", row)),
        earliest_s=_notice_s(table.text("prior_notice_duration_max", row)),
        last_day=integer(table.text("prior_notice_last_day", row)),
        last_time_s=time_s(table.text("prior_notice_last_time", row)) or 0,
        days=days.get(table.text("prior_notice_service_id", row)),
        message=table.text("message", row) or table.text("pickup_message", row),
        phone=table.text("phone_number", row),
        info_url=_address(table.text("info_url", row)),
        booking_url=_address(table.text("booking_url", row)),
    )


def _notice_s(text: str) -> int | None:
    """Return seconds from minutes, or from a time as old feeds have it."""
    minutes = integer(text)
    if minutes is not None:
        return minutes * _MINUTE_S if minutes >= 0 else None
    return time_s(text) if text else None


def _address(text: str) -> str:
    """Return a web address, "" for what a link must not lead to."""
    return text if text.startswith(_WEB) else ""
