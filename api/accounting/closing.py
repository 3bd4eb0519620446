"""Closing a month: its fixed costs, idle machines and losses are booked, and its accounts sealed.

Direct + idle + loss + fixed = what suppliers invoice, to the nano-euro. What was booked is
never changed: closing again after reopening posts the difference.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from api.accounting.allocation import borne, split
from api.accounting.errors import MonthStateError, UnsharableCostError
from api.accounting.events import LOSS, OWN_ACCOUNT_NAMES
from api.accounting.fixed_costs import FixedCosts
from api.accounting.keys import Member, share_out
from api.accounting.ledger import Ledger
from api.accounting.months import MonthState, booked_totals, put_state, read_months
from api.accounting.periods import first_day, last_hour, next_month
from api.accounting.record import (
    CLOSING_KINDS,
    GENESIS,
    METERED_KINDS,
    SUPPLY,
    SUPPLY_NAME,
    Record,
    chained,
    event_id,
    parse_split,
    supply_of,
    unasked,
    write_postings,
    write_split,
)
from api.accounting.rules import Rules
from api.accounting.sealing import seal_within
from api.accounting.tariff import TariffBook
from api.accounting.totals import Total, last_seal

IDLE = "machines-inactives"
"""Line of cost of the machines when they answer nothing."""


@dataclass(frozen=True, slots=True)
class ClosingTerms:
    """What a month is closed with. ``bearers`` says who bears for a payer whose budget is spent."""

    costs: FixedCosts
    rules: Rules
    members: Sequence[Member]
    bearers: Mapping[str, str] = field(default_factory=dict)


class _Item(NamedTuple):
    """What tells booked amounts of a closing apart."""

    kind: str
    line: str
    rule: str
    split: str


def close_month(
    ledger: Ledger,
    tariffs: TariffBook,
    terms: ClosingTerms,
    month: str,
    today: date,
    *,
    final: bool,
    reason: str = "",
) -> MonthState:
    """Book what a month costs and put it in the state "provisional", or "closed" if final.

    ``reason`` is kept with the state: by whom, or why. Raises `MonthStateError` if it is closed
    already, or not over, and `UnsharableCostError` if a cost has nobody to bear it.
    """
    with ledger.writing() as connection:
        state = read_months(connection).state(month)
        if state == "closed":
            raise MonthStateError(month, "closed")
        if final and today < first_day(next_month(month)):
            raise MonthStateError(month, "not over")
        seal_within(connection, tariffs, today.isoformat())
        _book(connection, ledger, tariffs, terms, month)
        seal_within(connection, tariffs, today.isoformat())
        put = MonthState(
            month,
            "closed" if final else "provisional",
            last_seal(connection)[0],
            today.isoformat(),
            reason,
        )
        put_state(connection, put)
    return put


def reopen_month(ledger: Ledger, month: str, today: date, reason: str) -> MonthState:
    """Let a closed month be corrected; the reason is kept. Raises `MonthStateError`."""
    with ledger.writing() as connection:
        state = read_months(connection).state(month)
        if state != "closed":
            raise MonthStateError(month, state)
        put = MonthState(month, "reopened", last_seal(connection)[0], today.isoformat(), reason)
        put_state(connection, put)
    return put


def _book(
    connection: Connection,
    ledger: Ledger,
    tariffs: TariffBook,
    terms: ClosingTerms,
    month: str,
) -> None:
    """Post the difference between what the month costs and what is booked of it."""
    booked_rows = booked_totals(connection, tariffs, month)
    booked: dict[_Item, int] = {}
    for total in booked_rows:
        if total.key.kind in CLOSING_KINDS:
            key = total.key
            item = _Item(key.kind, key.endpoint, key.rule_version, key.split)
            booked[item] = booked.get(item, 0) + total.sums.cost_neur
    wanted = dict(_wanted(booked_rows, terms, month))
    differences = {
        item: wanted.get(item, 0) - booked.get(item, 0)
        for item in sorted(wanted.keys() | booked.keys())
    }
    source = f"closing-{month}-{secrets.token_hex(6)}"
    batch: list[tuple[Record, str]] = []
    own_hash = GENESIS
    for item, cost_neur in differences.items():
        if cost_neur:
            record = _record(source, len(batch) + 1, item, cost_neur, terms, month)
            own_hash = chained(own_hash, record.text)
            batch.append((record, own_hash))
    if batch:
        ledger.append_within(connection, source, _names(terms), batch)


def _wanted(rows: Sequence[Total], terms: ClosingTerms, month: str) -> Iterator[tuple[_Item, int]]:
    """Return what the month's closing must have booked in the end."""
    direct_neur = sum(row.sums.cost_neur for row in rows if row.key.kind in METERED_KINDS)
    loss_neur = _loss(rows)
    if loss_neur:
        yield _Item("loss", "perte-de-mesure", "R-POP@1", write_split({LOSS: 1}, {})), loss_neur
    covering = [line for line in terms.costs.lines if line.covers_answers]
    idle_neur = sum(line.amount_neur for line in covering) - direct_neur - loss_neur
    lines = [line for line in terms.costs.lines if not line.covers_answers]
    rules = {line.rule for line in lines} | {covering[0].rule}
    for rule in sorted(rules):
        of_rule = [(("fixed", line.line), line.amount_neur) for line in lines if line.rule == rule]
        if rule == covering[0].rule:
            of_rule.append((("idle", IDLE), idle_neur))
        yield from _shared(rule, of_rule, terms, month)


def _shared(
    rule: str,
    amounts: Sequence[tuple[tuple[str, str], int]],
    terms: ClosingTerms,
    month: str,
) -> Iterator[tuple[_Item, int]]:
    """Share the lines of a rule together, so that floor and cap hold for their sum."""
    fixed_rule = terms.rules.fixed.get(rule)
    if fixed_rule is None:
        raise UnsharableCostError(rule, f"not a rule of version {terms.rules.version}")
    total_neur = sum(amount for _, amount in amounts)
    sign = -1 if total_neur < 0 else 1
    weights = share_out(sign * total_neur, fixed_rule, terms.members, f"{month} {rule}")
    if not any(weights.values()):
        return
    for (kind, line), amount_neur in amounts:
        # The parts themselves are the weights of the entry, so that they are found again exactly.
        parts = split(abs(amount_neur), weights, f"{month} {line}")
        if amount_neur:
            text = write_split({who: part for who, part in parts.items() if part}, terms.bearers)
            yield _Item(kind, line, rule, text), amount_neur


def _loss(rows: Sequence[Total]) -> int:
    """Return what lost answers cost: each the mean of the answers recorded on its day.

    On a day without any, the mean of the month's.
    """
    lost: dict[str, int] = {}
    answers: dict[str, tuple[int, int]] = {}
    for row in rows:
        lost[row.key.day] = lost.get(row.key.day, 0) + row.sums.lost
        if row.key.kind == "answer":
            for day in (row.key.day, ""):
                count, cost = answers.get(day, (0, 0))
                answers[day] = (count + row.sums.events, cost + row.sums.cost_neur)
    whole = answers.get("", (1, 0))
    found = ((number, *answers.get(day, whole)) for day, number in lost.items())
    return sum(number * cost // count for number, count, cost in found)


def _record(
    source: str, seq: int, item: _Item, cost_neur: int, terms: ClosingTerms, month: str
) -> Record:
    day, hour = last_hour(month)
    weights, bearers = parse_split(item.split)
    parts = borne(split(cost_neur, weights, event_id(source, seq)), bearers)
    record = unasked(seq, item.kind, day=day, hour=hour, endpoint=item.line)
    return record._replace(
        cost_neur=cost_neur,
        tariff_version=terms.costs.version,
        rule_version=item.rule,
        split=item.split,
        postings=write_postings(parts, supply_of(item.kind, item.line)),
    )


def _names(terms: ClosingTerms) -> Mapping[str, str]:
    """Return the names of the accounts that a closing may post to."""
    return {
        **{member.siren: member.name for member in terms.members},
        **OWN_ACCOUNT_NAMES,
        SUPPLY: SUPPLY_NAME,
        **{supply_of("fixed", line.line): line.label for line in terms.costs.lines},
    }
