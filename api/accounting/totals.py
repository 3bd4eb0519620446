"""Totals: events summed by civil day and by what tells them apart, sealed or not yet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Row, and_, func, or_, select

from api.accounting.allocation import split
from api.accounting.periods import civil_day
from api.accounting.record import NOTHING, event_id, known_split
from api.accounting.schema import events, seal_tips, seals, sources, splits, totals
from api.accounting.tariff import TariffBook

UNSEALED = 2**31 - 1
"""Number of the seal to come: events that no seal covers yet."""


class Key(NamedTuple):
    """What events must have in common to be summed."""

    day: str  # civil
    kind: str
    endpoint: str
    channel: str
    outcome: str
    tariff_version: str
    rule_version: str
    split: str
    basis: Literal["search", "no-search"]


@dataclass(slots=True)
class Sums:
    """What events of a key add up to; ``amounts`` by payer, before any bearer."""

    events: int = 0
    lost: int = 0
    cache_hits: int = 0
    cost_neur: int = 0
    cpu_us: int = 0
    bytes_out: int = 0
    counters: dict[str, int] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)

    def quantities(self, basis: str) -> Mapping[str, int]:
        """Return the quantity of every meter a tariff may have a rate for."""
        return {
            **self.counters,
            "requests": self.events,
            "searches": self.events if basis == "search" else 0,
            "cpu_us": self.cpu_us,
            "bytes_out": self.bytes_out,
        }


@dataclass(slots=True)
class Total:
    """A row of totals, with the number of its seal."""

    seal: int
    key: Key
    sums: Sums


@dataclass(slots=True)
class CommuneCount:
    """Searches from a commune in a month, and those that found nothing."""

    searches: int = 0
    unsolved: int = 0


Tips = Mapping[int, int]
"""The last number of each source, by the source's row id."""


class Summing:
    """Adds events up, one after the other, each source by ascending number."""

    def __init__(self, tariffs: TariffBook) -> None:
        self.totals: dict[Key, Sums] = {}
        self.communes: dict[tuple[str, str], CommuneCount] = {}
        self._search_meters = {t.version: t.search_meters for t in tariffs.tariffs}

    def add(
        self,
        row: Row[Any],
        split_text: str,
        missing: int,
        counters: Mapping[str, int],
        parts: Mapping[str, int],
    ) -> None:
        """Add an event with its counters and its payers' parts.

        ``missing`` numbers were never recorded just before it.
        """
        key = Key(
            civil_day(row.day, row.hour),
            row.kind,
            row.endpoint,
            row.channel,
            row.outcome,
            row.tariff_version,
            row.rule_version,
            split_text,
            "search" if self._searched(counters, row.tariff_version) else "no-search",
        )
        sums = self.totals.get(key)
        if sums is None:
            sums = self.totals[key] = Sums()
        sums.events += 1
        sums.lost += missing
        sums.cache_hits += row.cache_hit
        sums.cost_neur += row.cost_neur
        sums.cpu_us += row.cpu_us
        sums.bytes_out += row.bytes_out
        summed = sums.counters
        for name, quantity in counters.items():
            summed[name] = summed.get(name, 0) + quantity
        amounts = sums.amounts
        for payer, part in parts.items():
            amounts[payer] = amounts.get(payer, 0) + part
        if NOTHING not in (row.outcome, row.commune):  # a set costs twice as much
            self._count_commune(key.day[:7], row.commune, row.outcome)

    def _searched(self, counters: Mapping[str, int], tariff_version: str) -> bool:
        meters = self._search_meters.get(tariff_version, counters.keys())
        return any(counters.get(meter) for meter in meters)

    def _count_commune(self, month: str, commune: str, outcome: str) -> None:
        count = self.communes.setdefault((month, commune), CommuneCount())
        count.searches += 1
        count.unsolved += outcome == "unsolved"


def current_tips(connection: Connection) -> Tips:
    """Return the last number recorded of each source."""
    last = (
        select(func.max(events.c.seq)).where(events.c.source_id == sources.c.id).scalar_subquery()
    )
    rows = connection.execute(select(sources.c.id, last))
    return {source_id: seq for source_id, seq in rows if seq is not None}


def sealed_tips(connection: Connection, seal: int | None = None) -> dict[int, tuple[int, str]]:
    """Return the last number, with its hash, of each source that a seal covers.

    ``seal`` is the last one by default.
    """
    query = select(seal_tips.c.source_id, seal_tips.c.seq, seal_tips.c.hash)
    if seal is not None:
        query = query.where(seal_tips.c.seal <= seal)
    by_age = connection.execute(query.order_by(seal_tips.c.seal))
    return {source_id: (seq, own_hash) for source_id, seq, own_hash in by_age}


def sum_events(connection: Connection, tariffs: TariffBook, after: Tips, until: Tips) -> Summing:
    """Add up the events of each source after one number and until another."""
    summing = Summing(tariffs)
    names = {row.id: row.source for row in connection.execute(select(sources))}
    split_texts = {row.id: row.split for row in connection.execute(select(splits))}
    for source_id, last in sorted(until.items()):
        previous = after.get(source_id, 0)
        if previous >= last:
            continue
        query = (
            select(events)
            .where(events.c.source_id == source_id, events.c.seq > previous, events.c.seq <= last)
            .order_by(events.c.seq)
            .execution_options(yield_per=2000)
        )
        for row in connection.execute(query):
            text = split_texts[row.split_id]
            weights, _ = known_split(text)
            parts = split(row.cost_neur, weights, event_id(names[source_id], row.seq))
            summing.add(row, text, row.seq - previous - 1, json.loads(row.counters), parts)
            previous = row.seq
    return summing


class Span(NamedTuple):
    """Civil days from ``first`` to before ``end``, of the seals after ``seal``."""

    first: str
    end: str
    seal: int


ALWAYS = Span("", "9", 0)


def read_totals(
    connection: Connection, tariffs: TariffBook, spans: Sequence[Span] = (ALWAYS,)
) -> Iterator[Total]:
    """Return the totals of some spans of days.

    What no seal covers yet is added up on the spot, under the number `UNSEALED`.
    """
    split_texts = {row.id: row.split for row in connection.execute(select(splits))}
    wanted = or_(
        *(
            and_(totals.c.day >= span.first, totals.c.day < span.end, totals.c.seal > span.seal)
            for span in spans
        )
    )
    query = select(totals).where(wanted).order_by(totals.c.seal, totals.c.number)
    for row in connection.execute(query):
        yield Total(row.seal, _key(row, split_texts[row.split_id]), _sums(row))
    sealed = {source_id: seq for source_id, (seq, _) in sealed_tips(connection).items()}
    waiting = sum_events(connection, tariffs, sealed, current_tips(connection))
    for key, sums in sorted(waiting.totals.items()):
        if any(span.first <= key.day < span.end for span in spans):
            yield Total(UNSEALED, key, sums)


def read_sealed(
    connection: Connection, seal: int, split_texts: Mapping[int, str]
) -> dict[Key, Sums]:
    """Return the stored totals of a seal."""
    rows = connection.execute(select(totals).where(totals.c.seal == seal))
    return {_key(row, split_texts[row.split_id]): _sums(row) for row in rows}


def last_seal(connection: Connection) -> tuple[int, str]:
    """Return the number and the hash of the last seal; 0 and an empty text before the first."""
    query = select(seals.c.number, seals.c.hash).order_by(seals.c.number.desc()).limit(1)
    found = connection.execute(query).first()
    return (found.number, found.hash) if found else (0, "")


def _key(row: Row[Any], split_text: str) -> Key:
    return Key(
        row.day,
        row.kind,
        row.endpoint,
        row.channel,
        row.outcome,
        row.tariff_version,
        row.rule_version,
        split_text,
        row.basis,
    )


def _sums(row: Row[Any]) -> Sums:
    return Sums(
        row.events,
        row.lost,
        row.cache_hits,
        int(row.cost_neur),
        row.cpu_us,
        row.bytes_out,
        json.loads(row.counters),
        json.loads(row.amounts),
    )
